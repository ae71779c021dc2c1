package org.gradientbus.process;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The arrows of this package: the public API, and neither the engine nor what transports implement.
 */
class ArchitectureTest
{
    private static final ArchRule SEES_THE_PUBLIC_API_ALONE = classes()
        .should().onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.agrona", "org.gradientbus", "org.gradientbus.codecs..", "org.gradientbus.process")
        .because("a protocol is a client of the bus like any other");

    @Test
    void shouldSeeThePublicApiAlone()
    {
        JavaClasses production = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.gradientbus.process");

        assertTrue(production.contain(Supervisor.class));
        SEES_THE_PUBLIC_API_ALONE.check(production);
    }

    @Test
    void shouldReportTheTestsWhichSeeTheTestKit()
    {
        JavaClasses tests = new ClassFileImporter().importClasses(SupervisorTest.class);

        assertTrue(SEES_THE_PUBLIC_API_ALONE.evaluate(tests).hasViolation());
    }
}
