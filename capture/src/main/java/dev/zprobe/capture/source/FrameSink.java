package dev.zprobe.capture.source;

/**
 * Takes what a source delivers, in the order in which it lies in the capture. Only {@link
 * #frame(Frame)} must be implemented; the rest is what captures know beyond their packets.
 */
public interface FrameSink {
  /**
   * One frame.
   *
   * @param frame reused for the next frame: it and its buffer are valid during this call only
   */
  void frame(Frame frame);

  /** An interface was described; its frames come after this. */
  default void opened(CaptureInterface captureInterface) {}

  /**
   * A remark of whoever made the capture.
   *
   * @param frame the frame that it is about (delivered next), 0 for the whole capture
   */
  default void comment(long frame, String text) {}

  /**
   * A name that the capturing machine knew for an address.
   *
   * @param address 4 or 16 bytes
   */
  default void name(byte[] address, String name) {}

  /**
   * Decryption secrets.
   *
   * @param type as in pcapng's decryption secrets block; 0x544c534b is a TLS key log
   */
  default void secrets(int type, byte[] content) {}

  /** Counters of an interface, usually at the end of the capture. */
  default void statistics(InterfaceStatistics statistics) {}

  /**
   * A custom block.
   *
   * @param frame the frame number that it takes: Wireshark numbers these blocks with the packets
   * @param enterprise private enterprise number of whoever defined the content
   */
  default void custom(long frame, long enterprise, byte[] content) {}

  /** The file is broken; nothing more comes from it. */
  default void damage(Damage damage) {}
}
