package org.gradientbus.cli;

import org.gradientbus.Address;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the values of options and arguments that Java has no spelling for.
 */
final class Literals
{
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(us|ms|s|m|h)");

    private Literals()
    {
    }

    /** Reads any address or pattern. */
    static final class OfAddress implements ITypeConverter<Address>
    {
        @Override
        public Address convert(String text)
        {
            try
            {
                return Address.parse(text);
            }
            catch (IllegalArgumentException malformed)
            {
                throw new TypeConversionException(malformed.getMessage());
            }
        }
    }

    /** Reads a number with its unit, or what {@link Duration#parse} does. */
    static final class OfDuration implements ITypeConverter<Duration>
    {
        @Override
        public Duration convert(String text)
        {
            Matcher matcher = DURATION.matcher(text);
            try
            {
                return matcher.matches() ?
                    duration(Long.parseLong(matcher.group(1)), matcher.group(2)) : Duration.parse(text);
            }
            catch (DateTimeParseException malformed)
            {
                throw new TypeConversionException(
                    "'" + text + "' is no duration: expected a number and us, ms, s, m or h, such as 500ms");
            }
        }

        private static Duration duration(long count, String unit)
        {
            return switch (unit)
            {
                case "us" -> Duration.ofNanos(count * 1_000);
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
        }
    }
}
