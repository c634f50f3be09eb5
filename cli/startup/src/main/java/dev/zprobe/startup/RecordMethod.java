package dev.zprobe.startup;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What Java derives for a record, with the same results as {@link java.lang.runtime.ObjectMethods}.
 */
final class RecordMethod {
  private static final String BUILDER = "java/lang/StringBuilder";
  private static final String OBJECTS = "java/util/Objects";

  private final String owner;
  private final String name;
  private final Type site;
  private final String[] names;
  private final Object[] facts;

  RecordMethod(String owner, String name, Type site, Object... facts) {
    this.owner = owner;
    this.name = name;
    this.site = site;
    String joined = (String) facts[1];
    this.names = joined.isEmpty() ? new String[0] : joined.split(";");
    this.facts = facts;
  }

  private String made() {
    return "$" + name;
  }

  void call(MethodVisitor code) {
    code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, made(), site.getDescriptor(), false);
  }

  void define(ClassVisitor into) {
    int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
    MethodVisitor code = into.visitMethod(access, made(), site.getDescriptor(), null, null);
    code.visitCode();
    switch (name) {
      case "equals" -> equality(code);
      case "hashCode" -> hash(code);
      case "toString" -> text(code);
      default -> throw new IllegalArgumentException(owner + " derives " + name);
    }
    code.visitEnd();
  }

  private void get(MethodVisitor code, int component) {
    Handle field = (Handle) facts[2 + component];
    code.visitFieldInsn(Opcodes.GETFIELD, owner, field.getName(), field.getDesc());
  }

  private Type type(int component) {
    return Type.getType(((Handle) facts[2 + component]).getDesc());
  }

  private void hash(MethodVisitor code) {
    code.visitInsn(Opcodes.ICONST_0);
    for (int at = 0; at < names.length; at++) {
      code.visitIntInsn(Opcodes.BIPUSH, 31);
      code.visitInsn(Opcodes.IMUL);
      code.visitVarInsn(Opcodes.ALOAD, 0);
      get(code, at);
      Type box = Conversion.box(type(at));
      String of = box == null ? OBJECTS : box.getInternalName();
      String taken = box == null ? "(Ljava/lang/Object;)I" : "(" + type(at) + ")I";
      code.visitMethodInsn(Opcodes.INVOKESTATIC, of, "hashCode", taken, false);
      code.visitInsn(Opcodes.IADD);
    }
    code.visitInsn(Opcodes.IRETURN);
    code.visitMaxs(3, 1);
  }

  private void equality(MethodVisitor code) {
    Label other = new Label();
    Label different = new Label();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitJumpInsn(Opcodes.IF_ACMPNE, other);
    code.visitInsn(Opcodes.ICONST_1);
    code.visitInsn(Opcodes.IRETURN);
    code.visitLabel(other);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitVarInsn(Opcodes.ALOAD, 1);
    code.visitTypeInsn(Opcodes.INSTANCEOF, owner);
    code.visitJumpInsn(Opcodes.IFEQ, different);
    for (int at = 0; at < names.length; at++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      get(code, at);
      code.visitVarInsn(Opcodes.ALOAD, 1);
      code.visitTypeInsn(Opcodes.CHECKCAST, owner);
      get(code, at);
      compare(code, type(at), different);
    }
    code.visitInsn(Opcodes.ICONST_1);
    code.visitInsn(Opcodes.IRETURN);
    code.visitLabel(different);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(Opcodes.ICONST_0);
    code.visitInsn(Opcodes.IRETURN);
    code.visitMaxs(4, 2);
  }

  private static void compare(MethodVisitor code, Type type, Label different) {
    switch (type.getSort()) {
      case Type.OBJECT, Type.ARRAY -> {
        String taken = "(Ljava/lang/Object;Ljava/lang/Object;)Z";
        code.visitMethodInsn(Opcodes.INVOKESTATIC, OBJECTS, "equals", taken, false);
        code.visitJumpInsn(Opcodes.IFEQ, different);
      }
      case Type.FLOAT, Type.DOUBLE -> {
        String of = Conversion.box(type).getInternalName();
        String taken = "(" + type + type + ")I";
        code.visitMethodInsn(Opcodes.INVOKESTATIC, of, "compare", taken, false);
        code.visitJumpInsn(Opcodes.IFNE, different);
      }
      case Type.LONG -> {
        code.visitInsn(Opcodes.LCMP);
        code.visitJumpInsn(Opcodes.IFNE, different);
      }
      default -> code.visitJumpInsn(Opcodes.IF_ICMPNE, different);
    }
  }

  private void text(MethodVisitor code) {
    code.visitTypeInsn(Opcodes.NEW, BUILDER);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "()V", false);
    code.visitLdcInsn(Type.getObjectType(owner));
    String string = "()Ljava/lang/String;";
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Class", "getSimpleName", string, false);
    append(code, Type.getType(String.class));
    for (int at = 0; at < names.length; at++) {
      code.visitLdcInsn((at == 0 ? "[" : ", ") + names[at] + "=");
      append(code, Type.getType(String.class));
      code.visitVarInsn(Opcodes.ALOAD, 0);
      get(code, at);
      append(code, type(at));
    }
    code.visitLdcInsn(names.length == 0 ? "[]" : "]");
    append(code, Type.getType(String.class));
    code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "toString", string, false);
    code.visitInsn(Opcodes.ARETURN);
    code.visitMaxs(3, 1);
  }

  private static void append(MethodVisitor code, Type type) {
    String taken =
        switch (type.getSort()) {
          case Type.ARRAY -> "Ljava/lang/Object;";
          case Type.OBJECT ->
              type.equals(Type.getType(String.class)) ? "Ljava/lang/String;" : "Ljava/lang/Object;";
          case Type.BYTE, Type.SHORT -> "I";
          default -> type.getDescriptor();
        };
    code.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL, BUILDER, "append", "(" + taken + ")L" + BUILDER + ";", false);
  }
}
