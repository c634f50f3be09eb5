package dev.zprobe.startup;

import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** From one type to another as between a lambda and the interface that it implements. */
final class Conversion {
  private static final Map<Type, Type> BOXES =
      Map.of(
          Type.BOOLEAN_TYPE, Type.getType(Boolean.class),
          Type.BYTE_TYPE, Type.getType(Byte.class),
          Type.SHORT_TYPE, Type.getType(Short.class),
          Type.CHAR_TYPE, Type.getType(Character.class),
          Type.INT_TYPE, Type.getType(Integer.class),
          Type.LONG_TYPE, Type.getType(Long.class),
          Type.FLOAT_TYPE, Type.getType(Float.class),
          Type.DOUBLE_TYPE, Type.getType(Double.class));

  /** Wider numbers, by what they come from. */
  private static final Map<Type, Map<Type, Integer>> WIDER =
      Map.of(
          Type.INT_TYPE,
          Map.of(
              Type.LONG_TYPE, Opcodes.I2L,
              Type.FLOAT_TYPE, Opcodes.I2F,
              Type.DOUBLE_TYPE, Opcodes.I2D),
          Type.LONG_TYPE,
          Map.of(Type.FLOAT_TYPE, Opcodes.L2F, Type.DOUBLE_TYPE, Opcodes.L2D),
          Type.FLOAT_TYPE,
          Map.of(Type.DOUBLE_TYPE, Opcodes.F2D));

  private Conversion() {}

  private static boolean isPrimitive(Type type) {
    return type.getSort() != Type.OBJECT && type.getSort() != Type.ARRAY;
  }

  static Type box(Type primitive) {
    return BOXES.get(primitive);
  }

  /** What a box holds, or null of what is not one. */
  private static Type unboxed(Type box) {
    for (Map.Entry<Type, Type> each : BOXES.entrySet()) {
      if (each.getValue().equals(box)) {
        return each.getKey();
      }
    }
    return null;
  }

  static boolean isKnown(Type from, Type to) {
    if (from.equals(to)) {
      return true;
    }
    if (from.equals(Type.VOID_TYPE) || to.equals(Type.VOID_TYPE)) {
      return false;
    }
    if (!isPrimitive(to)) {
      return true;
    }
    Type held = isPrimitive(from) ? from : unboxed(from);
    return held != null && (held.equals(to) || WIDER.getOrDefault(held, Map.of()).containsKey(to));
  }

  /** Code for one that is known. */
  static void put(MethodVisitor code, Type from, Type to) {
    if (from.equals(to)) {
      return;
    }
    if (!isPrimitive(to)) {
      object(code, from, to);
      return;
    }
    Type held = from;
    if (!isPrimitive(from)) {
      held = unboxed(from);
      String getter = held.getClassName() + "Value";
      String type = Type.getMethodDescriptor(held);
      code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, from.getInternalName(), getter, type, false);
    }
    if (!held.equals(to)) {
      code.visitInsn(WIDER.get(held).get(to));
    }
  }

  private static void object(MethodVisitor code, Type from, Type to) {
    if (isPrimitive(from)) {
      Type box = box(from);
      String type = Type.getMethodDescriptor(box, from);
      code.visitMethodInsn(Opcodes.INVOKESTATIC, box.getInternalName(), "valueOf", type, false);
    } else if (!to.equals(Type.getType(Object.class))) {
      code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
    }
  }
}
