package org.gradientbus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What docs/guarantees.md promises is tested, and what is tested is promised there.
 */
class GuaranteesPageTest
{
    private static final String SUFFIX = "GuaranteeTest";
    private static final Pattern TEST_NAME = Pattern.compile("`(should\\w+)`");
    private static final Pattern CLASS_NAME = Pattern.compile("`(\\w+" + SUFFIX + ")`");

    private static String page;
    private static List<Class<?>> classes;

    @BeforeAll
    static void read() throws IOException, URISyntaxException, ClassNotFoundException
    {
        page = Files.readString(Path.of("..", "docs", "guarantees.md"), UTF_8);
        classes = new ArrayList<>();
        Path folder = Path.of(GuaranteesPageTest.class.getResource("").toURI());
        try (Stream<Path> files = Files.list(folder))
        {
            for (String file : files.map((each) -> each.getFileName().toString()).sorted().toList())
            {
                if (file.endsWith(SUFFIX + ".class"))
                {
                    classes.add(Class.forName("org.gradientbus." + file.substring(0, file.indexOf('.'))));
                }
            }
        }
        assertTrue(classes.size() > 10, classes::toString);
    }

    private static Set<String> inPage(Pattern name)
    {
        Set<String> found = new TreeSet<>();
        Matcher matcher = name.matcher(page);
        while (matcher.find())
        {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static List<String> tests()
    {
        return classes.stream()
            .flatMap((each) -> Arrays.stream(each.getDeclaredMethods()))
            .map(Method::getName)
            .filter((each) -> each.startsWith("should"))
            .toList();
    }

    @Test
    void shouldMentionEveryGuaranteeTestAndNoOther()
    {
        assertEquals(new TreeSet<>(tests()), inPage(TEST_NAME));
    }

    @Test
    void shouldNameEveryClassOfGuaranteeTests()
    {
        assertEquals(new TreeSet<>(classes.stream().map(Class::getSimpleName).toList()), inPage(CLASS_NAME));
    }

    @Test
    void shouldFindEachTestByItsNameAlone()
    {
        assertEquals(tests().size(), Set.copyOf(tests()).size(), "two tests of one name");
    }
}
