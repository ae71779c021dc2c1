package org.gradientbus.cli;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TableTest
{
    @Test
    void shouldStandFlushRightWhenCellsDifferInWidth()
    {
        Table table = new Table("bytes", "p50").row("32", "0.25 us").row("1048576", "9 us");

        assertEquals("""
                bytes      p50
                   32  0.25 us
              1048576     9 us
            """, table.toString().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void shouldRefuseWhenRowHasMoreOrFewerCells()
    {
        Table table = new Table("bytes", "p50");

        assertThrows(IllegalArgumentException.class, () -> table.row("32"));
        assertThrows(IllegalArgumentException.class, () -> table.row("32", "1", "2"));
    }

    @Test
    void shouldAlignWordsLeftAndWidenNoColumnForRemark()
    {
        Table table = Table.ofWords("node", "name").row("a", "b").remark("a long remark").row("long", "c");

        assertEquals("  node  name\n  a     b     a long remark\n  long  c\n", table.toString());
    }
}
