package org.gradientbus.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gradientbus.Importance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;

/** What stands beside a frame tells the same as what it is short for. */
class FrameTagTest
{
    private static final int SLOT = 4095;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 77, RemoteLoop.MAX_LISTS - 1})
    void shouldNameTheListWhenTheSlotIsKnown(int counter)
    {
        final int number = RemoteLoop.numberOf(SLOT, counter);
        for (final Importance each : Importance.values())
        {
            for (final int tag : new int[]{FrameTag.ofList(number), FrameTag.bareOfList(number, each)})
            {
                assertTrue(FrameTag.isOfList(tag));
                assertFalse(FrameTag.hasShortHeader(tag));
                assertEquals(number, FrameTag.listNumber(tag, SLOT));
                assertTrue(FrameTag.hasShortHeader(FrameTag.withShortHeader(tag)));
                assertEquals(number, FrameTag.listNumber(FrameTag.withShortHeader(tag), SLOT));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellTheImportanceWhenAMessageHasNoHeader(Importance importance)
    {
        final int ref = 1 << FrameTag.REF_BITS - 1;
        final int ofList = FrameTag.bareOfList(RemoteLoop.numberOf(SLOT, 5), importance);
        final int ofPeer = FrameTag.bareOfPeer(ref, importance);

        assertEquals(importance.ordinal(), FrameTag.importance(ofList));
        if (ofPeer != FrameTag.NONE)
        {
            assertEquals(ref, FrameTag.to(ofPeer));
            assertEquals(importance.ordinal(), FrameTag.importance(ofPeer));
        }
    }

    @Test
    void shouldTellRefsFromListsWhenManyAreGiven()
    {
        final RefTable refs = new RefTable(new SecureRandom());
        for (int i = 0; i < 100_000; i++)
        {
            final int ref = refs.nextRef();
            assertTrue(RefTable.isRef(ref));
            assertFalse(FrameTag.isOfList(ref));
            assertFalse(FrameTag.hasShortHeader(ref));
            assertEquals(ref, FrameTag.to(FrameTag.withShortHeader(ref)));
        }
    }

    @Test
    void shouldNeverBeATagThatTransportsKeepForThemselves()
    {
        for (int slotless = 0; slotless < 4; slotless++)
        {
            final int tag = FrameTag.bareOfList(RemoteLoop.numberOf(1, slotless), Importance.LOW);
            assertNotEquals(0, tag);
            assertNotEquals(1, tag);
        }
        assertFalse(RefTable.isRef(0));
        assertFalse(RefTable.isRef(1));
        assertTrue(RefTable.isRef(2));
        assertFalse(RefTable.isRef(1 << FrameTag.REF_BITS));
        assertFalse(RefTable.isRef(-1));
    }
}
