package org.gradientbus.samples;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class S04RequestReplyTest
{
    @Test
    void shouldAnswerOrTellThatThereIsNobody()
    {
        assertEquals(List.of("HELLO", "HELL", "whisper: NO_ROUTE"), S04RequestReply.run(System.out));
    }
}
