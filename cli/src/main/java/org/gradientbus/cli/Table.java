package org.gradientbus.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text in columns that stand flush right, as figures do, or flush left, as words do.
 */
public final class Table
{
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final int[] widths;
    private final boolean isFlushLeft;

    /**
     * Of figures, with its headings.
     *
     * @param headings of the columns
     */
    public Table(String... headings)
    {
        this(false, headings);
    }

    private Table(boolean isFlushLeft, String... headings)
    {
        this.isFlushLeft = isFlushLeft;
        widths = new int[headings.length];
        row(headings);
    }

    /**
     * Of words, with its headings.
     *
     * @param headings of the columns
     * @return an empty table
     */
    public static Table ofWords(String... headings)
    {
        return new Table(true, headings);
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
        remarks.add("");
        return this;
    }

    /**
     * Writes something behind the last row.
     *
     * @param text of any length; it widens no column
     * @return this table
     */
    public Table remark(String text)
    {
        remarks.set(remarks.size() - 1, text);
        return this;
    }

    @Override
    public String toString()
    {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++)
        {
            String line = line(rows.get(i)) + (remarks.get(i).isEmpty() ? "" : GAP + remarks.get(i));
            text.append(line.stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private String line(List<String> row)
    {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++)
        {
            String padding = " ".repeat(widths[i] - row.get(i).length());
            line.append(GAP)
                .append(isFlushLeft ? "" : padding)
                .append(row.get(i))
                .append(isFlushLeft ? padding : "");
        }
        return line.toString();
    }
}
