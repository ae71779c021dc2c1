package org.gradientbus.rdma;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * The arrows of this module. Each rule is also turned on code that breaks it, so that it does not pass because it sees
 * nothing.
 */
class ArchitectureTest
{
    private static final String RDMA = "org.gradientbus.rdma";

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(RDMA);

    private static ArchRule seesNo(String who, String... packageNames)
    {
        return noClasses()
            .that().resideInAPackage(who)
            .should().dependOnClassesThat().resideInAnyPackage(packageNames);
    }

    private static ArchRule onlyUcxSeesJucx(String allowed)
    {
        return noClasses()
            .that().resideOutsideOfPackage(allowed)
            .should().dependOnClassesThat().resideInAPackage("org.openucx..")
            .because("a machine without UCX loads everything else");
    }

    @Test
    void shouldSeeNoEngine()
    {
        seesNo(RDMA + "..", "..gradientbus.engine..").check(PRODUCTION);
    }

    @Test
    void shouldKeepJucxInItsPackage()
    {
        onlyUcxSeesJucx(RDMA + ".ucx").check(PRODUCTION);
    }

    @Test
    void shouldKeepVerbsFreeOfProvidersAndRings()
    {
        seesNo(RDMA + ".verbs", RDMA, RDMA + ".ucx", RDMA + ".emulated", "org.gradientbus.spi").check(PRODUCTION);
    }

    @Test
    void shouldKeepProvidersFreeOfEachOtherAndOfRings()
    {
        seesNo(RDMA + ".ucx", RDMA, RDMA + ".emulated", "org.gradientbus.spi").check(PRODUCTION);
        seesNo(RDMA + ".emulated", RDMA, RDMA + ".ucx", "org.gradientbus.spi").check(PRODUCTION);
    }

    @Test
    void shouldReportWhoeverBreaksARule()
    {
        assertTrue(seesNo(RDMA + "..", "org.gradientbus.spi..").evaluate(PRODUCTION).hasViolation());
        assertTrue(seesNo(RDMA + ".ucx", RDMA + ".verbs").evaluate(PRODUCTION).hasViolation());
        assertTrue(onlyUcxSeesJucx(RDMA + ".emulated").evaluate(PRODUCTION).hasViolation());
    }
}
