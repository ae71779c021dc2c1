package org.gradientbus.udp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * The arrow of this module. The rule is also turned on code that breaks it, so that it does not pass because it sees
 * nothing.
 */
class ArchitectureTest
{
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("org.gradientbus.udp");

    private static ArchRule seesNo(String packageName)
    {
        return noClasses()
            .that().resideInAPackage("org.gradientbus.udp..")
            .should().dependOnClassesThat().resideInAPackage(packageName)
            .because("a transport carries opaque bytes, and is possible without the engine's source");
    }

    @Test
    void shouldSeeNoEngine()
    {
        seesNo("..gradientbus.engine..").check(PRODUCTION);
    }

    @Test
    void shouldReportWhoeverBreaksTheRule()
    {
        assertTrue(seesNo("org.gradientbus.spi..").evaluate(PRODUCTION).hasViolation());
    }
}
