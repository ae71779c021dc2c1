package org.gradientbus.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text in columns that stand flush right, as figures do.
 */
public final class Table
{
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;

    /**
     * With its headings.
     *
     * @param headings of the columns
     */
    public Table(String... headings)
    {
        widths = new int[headings.length];
        row(headings);
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column
     * @return this table
     * @throws IllegalArgumentException when there are more or fewer cells than columns
     */
    public Table row(String... cells)
    {
        if (cells.length != widths.length)
        {
            throw new IllegalArgumentException("cells=" + cells.length + " must be columns=" + widths.length);
        }
        for (int i = 0; i < cells.length; i++)
        {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString()
    {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows)
        {
            for (int i = 0; i < widths.length; i++)
            {
                text.append(GAP).append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i));
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }
}
