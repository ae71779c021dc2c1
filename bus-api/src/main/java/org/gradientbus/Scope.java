package org.gradientbus;

/**
 * How far a binding is visible, or how far a look-up may go. Each scope includes the nearer ones; the order of the
 * constants is the order of distance.
 */
public enum Scope
{
    /** The same JVM only. */
    PROCESS("process"),

    /** The same host: this process and its neighbours. TIPC's <em>node</em>, written {@code 3} there. */
    HOST("host"),

    /** As far as RDMA-capable links go. */
    FABRIC("fabric"),

    /** Everywhere in the domain, the default. TIPC's <em>zone</em> and <em>cluster</em>, {@code 1} and {@code 2}. */
    NETWORK("network");

    private final String word;

    Scope(String word)
    {
        this.word = word;
    }

    /**
     * The word that address literals use for this scope.
     *
     * @return the name in lower case.
     */
    public String word()
    {
        return word;
    }
}
