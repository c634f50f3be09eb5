package dev.zprobe.capture.source;

/** Names what a file is that is no pcap and no pcapng, so that its owner knows what to do. */
final class OtherFormat {
  private OtherFormat() {}

  static String describe(int magic) {
    String advice = "decompress it first";
    return switch (magic) {
      case 0x28b52ffd -> "compressed with zstd; " + advice;
      case 0x04224d18 -> "compressed with lz4; " + advice;
      case 0xfd377a58 -> "compressed with xz; " + advice;
      case 0x425a6839 -> "compressed with bzip2; " + advice;
      case 0x504b0304 -> "a zip archive; unpack it first";
      case 0x736e6f6f -> "a snoop capture; convert it with editcap -F pcapng";
      default -> String.format("not a pcap or pcapng capture (it begins with %08x)", magic);
    };
  }
}
