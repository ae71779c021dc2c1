package org.gradientbus;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may know what inside this module, for the packages below one root: the real one, or the fixture's, which breaks
 * every rule.
 */
record Arrows(String root, String aeron)
{
    /**
     * What a transport has no use for: it carries opaque bytes, and knows neither names nor patterns.
     */
    private static final List<String> USERS_NOUNS =
        List.of("Address", "Bus", "Envelope", "Loop", "Mailbox", "Publisher", "Requester", "Sender");

    private static final Map<String, Set<String>> READS_OF_THE_ENVIRONMENT = Map.of(
        "java.lang.System", Set.of("getProperty", "getProperties", "getenv"),
        "java.lang.Boolean", Set.of("getBoolean"),
        "java.lang.Integer", Set.of("getInteger"),
        "java.lang.Long", Set.of("getLong"));

    ArchRule apiOpensTheEngineThroughBusAlone()
    {
        return noClasses()
            .that().resideInAPackage(root)
            .and(not(belongTo(root + ".Bus")))
            .should().dependOnClassesThat().resideInAPackage(root + ".engine..")
            .because("Bus.open is the only door to the hidden engine");
    }

    ArchRule spiSeesNoEngine()
    {
        return noClasses()
            .that().resideInAPackage(root + ".spi..")
            .should().dependOnClassesThat().resideInAPackage(root + ".engine..")
            .because("a transport must be possible without the engine's source");
    }

    ArchRule spiSeesNoUsersNouns()
    {
        final DescribedPredicate<JavaClass> usersNoun = describe(
            "are among " + USERS_NOUNS,
            (c) -> c.getPackageName().equals(root) && USERS_NOUNS.contains(c.getSimpleName()));

        return noClasses()
            .that().resideInAPackage(root + ".spi..")
            .should().dependOnClassesThat(usersNoun)
            .because("a transport carries opaque bytes: it knows no names and no patterns");
    }

    ArchRule nobodySeesAeron()
    {
        return noClasses()
            .that().resideInAPackage(root + "..")
            .should().dependOnClassesThat().resideInAPackage(aeron + "..")
            .because("Aeron is the business of transport-udp");
    }

    ArchRule nobodySerializesObjects()
    {
        return noClasses()
            .that().resideInAPackage(root + "..")
            .should().dependOnClassesThat(belongToAnyOf(
                Serializable.class, Externalizable.class, ObjectInputStream.class, ObjectOutputStream.class))
            .because("bytes from outside never become objects, and messages are SBE");
    }

    ArchRule nobodyReadsSystemProperties()
    {
        final DescribedPredicate<JavaAccess<?>> readOfTheEnvironment = describe(
            "read a system property or an environment variable",
            (access) -> READS_OF_THE_ENVIRONMENT
                .getOrDefault(access.getTargetOwner().getName(), Set.of())
                .contains(access.getName()));

        return noClasses()
            .that().resideInAPackage(root + "..")
            .should().accessTargetWhere(readOfTheEnvironment)
            .because("configuration is a value that is passed in, so two buses in a process can differ");
    }

    private static DescribedPredicate<JavaClass> belongTo(String name)
    {
        return describe(
            "belong to " + name, (c) -> c.getName().equals(name) || c.getName().startsWith(name + "$"));
    }
}
