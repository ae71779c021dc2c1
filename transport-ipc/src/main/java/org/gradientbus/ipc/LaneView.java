package org.gradientbus.ipc;

/**
 * A lane as seen from outside.
 *
 * @param producerNodeId of the process that sends on it
 * @param loop           of the receiving node
 * @param capacityBytes  that frames can fill
 * @param backlogBytes   that wait, claims that are still open among them
 * @param receivedBytes  that were handled since the lane was made
 */
public record LaneView(long producerNodeId, int loop, int capacityBytes, long backlogBytes, long receivedBytes)
{
}
