package org.gradientbus.ipc;

/**
 * Why a lane cannot be used any more.
 *
 * @param lane   that failed
 * @param reason in words for the log
 * @param cause  the error beneath; null when there is none
 */
record LaneFailure(LaneSpec lane, String reason, Throwable cause)
{
    /**
     * Of memory that is not there: the kernel answers an access beyond the end of a file with SIGBUS, and the JVM makes
     * an error of that.
     *
     * @param error that the access threw
     * @throws InternalError the same, when it tells of anything else
     */
    static LaneFailure ofFault(LaneSpec lane, InternalError error)
    {
        if (String.valueOf(error.getMessage()).contains("unsafe memory access"))
        {
            return new LaneFailure(lane, "the lane's memory is gone: somebody truncated its file", error);
        }
        throw error;
    }
}
