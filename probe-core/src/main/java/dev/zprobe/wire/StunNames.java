package dev.zprobe.wire;

/** The names of STUN and TURN messages: RFC 8489 section 18.2, RFC 8656, RFC 6062. */
public final class StunNames {
  private static final int CLASS_MASK = 0x0110;
  private static final int INDICATION = 0x0010;
  private static final int SUCCESS = 0x0100;
  private static final int ERROR = 0x0110;

  private StunNames() {}

  /** Such as {@code Binding Request}, {@code Allocate Error Response}. */
  public static String name(int type) {
    return methodName(method(type))
        + switch (type & CLASS_MASK) {
          case INDICATION -> " Indication";
          case SUCCESS -> " Success Response";
          case ERROR -> " Error Response";
          default -> " Request";
        };
  }

  /** The type of the success response to a request. */
  public static int success(int requestType) {
    return requestType & ~CLASS_MASK | SUCCESS;
  }

  public static boolean isRequest(int type) {
    return (type & CLASS_MASK) == 0;
  }

  public static boolean isSuccess(int type) {
    return (type & CLASS_MASK) == SUCCESS;
  }

  public static boolean isError(int type) {
    return (type & CLASS_MASK) == ERROR;
  }

  /** The 12 bits of the method, RFC 8489 section 5 figure 3. */
  public static int method(int type) {
    return type & 0x000f | (type & 0x00e0) >>> 1 | (type & 0x3e00) >>> 2;
  }

  private static String methodName(int method) {
    return switch (method) {
      case 0x001 -> "Binding";
      case 0x002 -> "Shared Secret";
      case 0x003 -> "Allocate";
      case 0x004 -> "Refresh";
      case 0x006 -> "Send";
      case 0x007 -> "Data";
      case 0x008 -> "CreatePermission";
      case 0x009 -> "ChannelBind";
      case 0x00a -> "Connect";
      case 0x00b -> "ConnectionBind";
      case 0x00c -> "ConnectionAttempt";
      default -> "Method 0x%03x".formatted(method);
    };
  }
}
