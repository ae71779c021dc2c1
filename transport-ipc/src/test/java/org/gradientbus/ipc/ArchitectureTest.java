package org.gradientbus.ipc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * The arrows of this module. Each rule is also turned on code that breaks it, so that none passes because it sees
 * nothing.
 */
class ArchitectureTest
{
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("org.gradientbus.ipc");

    private static ArchRule seesNo(String packageName)
    {
        return noClasses()
            .that().resideInAPackage("org.gradientbus.ipc..")
            .should().dependOnClassesThat().resideInAPackage(packageName)
            .because("a transport carries opaque bytes, and is possible without the engine's source");
    }

    @Test
    void shouldSeeNoEngineNorAeron()
    {
        seesNo("..gradientbus.engine..").check(PRODUCTION);
        seesNo("io.aeron..").check(PRODUCTION);
    }

    @Test
    void shouldReportWhoeverBreaksARule()
    {
        assertTrue(seesNo("org.gradientbus.spi..").evaluate(PRODUCTION).hasViolation());
    }
}
