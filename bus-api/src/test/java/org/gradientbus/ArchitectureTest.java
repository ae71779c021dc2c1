package org.gradientbus;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows inside this module. Every rule is also run on a fixture in which one class breaks it, so that none passes
 * because it sees nothing.
 */
class ArchitectureTest
{
    private static final Arrows ARROWS = new Arrows("org.gradientbus", "io.aeron");
    private static final JavaClasses PRODUCTION = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(ARROWS.root());

    private static final String FIXTURE = "org.gradientbus.archfixture";
    private static final Arrows FIXTURE_ARROWS = new Arrows(FIXTURE, FIXTURE + ".aeron");
    private static final JavaClasses FIXTURE_CLASSES = new ClassFileImporter().importPackages(FIXTURE);

    /** A rule, and the one class of the fixture that breaks it. */
    record Case(String offender, Function<Arrows, ArchRule> rule)
    {
    }

    static List<Case> cases()
    {
        return List.of(
            new Case("ReachesEngine", Arrows::apiOpensTheEngineThroughBusAlone),
            new Case("spi.SeesEngine", Arrows::spiSeesNoEngine),
            new Case("spi.SeesAddress", Arrows::spiSeesNoUsersNouns),
            new Case("engine.SeesAeron", Arrows::nobodySeesAeron),
            new Case("engine.Serializes", Arrows::nobodySerializesObjects),
            new Case("engine.ReadsProperty", Arrows::nobodyReadsSystemProperties));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldHoldForTheBus(Case c)
    {
        c.rule().apply(ARROWS).allowEmptyShould(true).check(PRODUCTION);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldReportTheOffenderAndNobodyElse(Case c)
    {
        final ArchRule rule = c.rule().apply(FIXTURE_ARROWS).allowEmptyShould(true);
        final List<String> offenders = FIXTURE_CLASSES.stream()
            .filter((type) -> rule.evaluate(FIXTURE_CLASSES.that(describe("is it", type::equals))).hasViolation())
            .map(JavaClass::getName)
            .toList();

        assertEquals(List.of(FIXTURE + "." + c.offender()), offenders);
    }
}
