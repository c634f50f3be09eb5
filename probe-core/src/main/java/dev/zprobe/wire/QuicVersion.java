package dev.zprobe.wire;

import java.util.Optional;

/** How versions of QUIC differ in what the first packets need: salt, labels and type bits. */
public final class QuicVersion {
  /** RFC 9000 section 15 and RFC 9369 section 3.1. */
  public static final int VERSION_1 = 1;

  public static final int VERSION_2 = 0x6b3343cf;

  private static final int DRAFT_23 = 0xff000017;
  private static final int DRAFT_29 = 0xff00001d;

  /** RFC 9001 section 5.2. */
  private static final Octets SALT_1 = Octets.fromHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");

  /** RFC 9369 section 3.3.1. */
  private static final Octets SALT_2 = Octets.fromHex("0dede3def700a6db819381be6e269dcbf9bd2ed9");

  private static final Octets SALT_DRAFT_29 =
      Octets.fromHex("afbfec289993d24c9e9786f19c6111e04390a899");
  private static final Octets SALT_DRAFT_23 =
      Octets.fromHex("c3eef712c72ebb5a11a7d2432bb46365bef9f502");
  private static final Octets SALT_DRAFT_22 =
      Octets.fromHex("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a");
  private static final Octets SALT_T050 =
      Octets.fromHex("7ff579e5acd072915580304c43a2367c60488310");
  private static final Octets SALT_T051 =
      Octets.fromHex("7a4edef4e7ccee5fa4506c19124fc8ccda6e033d");
  private static final Octets SALT_Q050 =
      Octets.fromHex("504574efd066fe2f9d945cfcdbd3a7f0d3b56b45");

  private QuicVersion() {}

  /** The salt of a version's Initial secrets, where the version is known. */
  public static Optional<Octets> salt(int version) {
    return switch (version) {
      case VERSION_1 -> Optional.of(SALT_1);
      case VERSION_2 -> Optional.of(SALT_2);
      case 0x51303530 -> Optional.of(SALT_Q050);
      case 0x54303530 -> Optional.of(SALT_T050);
      case 0x54303531 -> Optional.of(SALT_T051);
      case 0xfaceb001 -> Optional.of(SALT_DRAFT_22);
      case 0xfaceb002, 0xfaceb00e -> Optional.of(SALT_DRAFT_23);
      default -> version >>> 8 == 0xff0000 ? draftSalt(version & 0xff) : Optional.empty();
    };
  }

  /**
   * The versions whose keys a packet of this version may have. One that only forces negotiation
   * (RFC 9000 section 15) has none of its own: clients take those of the version they prefer.
   */
  public static int[] candidates(int version) {
    return forcesNegotiation(version)
        ? new int[] {VERSION_1, DRAFT_29, DRAFT_23}
        : new int[] {version};
  }

  /** RFC 9000 section 15: a version of the form 0x?a?a?a?a, which nobody speaks. */
  public static boolean forcesNegotiation(int version) {
    return (version & 0x0f0f0f0f) == 0x0a0a0a0a;
  }

  private static Optional<Octets> draftSalt(int draft) {
    if (draft < 22 || draft > 34) {
      return Optional.empty();
    }
    if (draft == 22) {
      return Optional.of(SALT_DRAFT_22);
    }
    if (draft <= 28) {
      return Optional.of(SALT_DRAFT_23);
    }
    return Optional.of(draft <= 32 ? SALT_DRAFT_29 : SALT_1);
  }

  static String label(int version, String purpose) {
    return (version == VERSION_2 ? "quicv2 " : "quic ") + purpose;
  }

  /** The two type bits as version 1 counts them (RFC 9369 section 3.2 counts otherwise). */
  static int longType(int version, int bits) {
    return version == VERSION_2 ? bits + 3 & 3 : bits;
  }
}
