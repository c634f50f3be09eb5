package dev.zprobe.startup;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A lambda or a method reference, and the class that does the same as the one Java would make. */
final class Lambda {
  private static final String ONLY = "ONLY";

  /** The method of the interface. */
  private final String name;

  /** From what is captured to the interface. */
  private final Type site;

  /** The interface's method as it is declared, and as it is used here. */
  private final Type declared;

  private final Type used;

  /** What it does. */
  private final Handle body;

  Lambda(String name, Type site, Object... facts) {
    this.name = name;
    this.site = site;
    this.declared = (Type) facts[0];
    this.body = (Handle) facts[1];
    this.used = (Type) facts[2];
  }

  /** Whether every conversion is one that is known here; else Java may go on to make the class. */
  boolean isPlain() {
    List<Type> wanted = wanted();
    Type[] given = used.getArgumentTypes();
    int captured = site.getArgumentTypes().length;
    if (wanted.size() != captured + given.length) {
      return false;
    }
    for (int at = 0; at < given.length; at++) {
      if (!Conversion.isKnown(given[at], wanted.get(captured + at))) {
        return false;
      }
    }
    Type result = used.getReturnType();
    return result.equals(Type.VOID_TYPE) || Conversion.isKnown(returned(), result);
  }

  /** Everything that the body takes, an object that it is called on first. */
  private List<Type> wanted() {
    List<Type> types = new ArrayList<>();
    switch (body.getTag()) {
      case Opcodes.H_INVOKESTATIC, Opcodes.H_NEWINVOKESPECIAL -> {}
      default -> types.add(Type.getObjectType(body.getOwner()));
    }
    types.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
    return types;
  }

  private Type returned() {
    return body.getTag() == Opcodes.H_NEWINVOKESPECIAL
        ? Type.getObjectType(body.getOwner())
        : Type.getReturnType(body.getDesc());
  }

  /** What stands in the place where the lambda was; what is captured is on the stack. */
  void call(MethodVisitor code, String plain) {
    if (site.getArgumentTypes().length == 0) {
      code.visitFieldInsn(Opcodes.GETSTATIC, plain, ONLY, site.getReturnType().getDescriptor());
    } else {
      code.visitMethodInsn(Opcodes.INVOKESTATIC, plain, "of", site.getDescriptor(), false);
    }
  }

  byte[] classOf(String plain, String host) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    String[] shape = {site.getReturnType().getInternalName()};
    int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
    writer.visit(Opcodes.V17, access, plain, null, "java/lang/Object", shape);
    writer.visitNestHost(host);
    constructor(writer, plain);
    if (site.getArgumentTypes().length == 0) {
      onlyOne(writer, plain);
    } else {
      oneOfEach(writer, plain);
    }
    method(writer, plain);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private String constructorType() {
    return Type.getMethodDescriptor(Type.VOID_TYPE, site.getArgumentTypes());
  }

  private void constructor(ClassWriter writer, String plain) {
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", constructorType(), null, null);
    code.visitCode();
    code.visitVarInsn(Opcodes.ALOAD, 0);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
    int slot = 1;
    int count = 0;
    for (Type each : site.getArgumentTypes()) {
      String field = field(count++);
      int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
      writer.visitField(access, field, each.getDescriptor(), null, null).visitEnd();
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitVarInsn(each.getOpcode(Opcodes.ILOAD), slot);
      code.visitFieldInsn(Opcodes.PUTFIELD, plain, field, each.getDescriptor());
      slot += each.getSize();
    }
    end(code, Type.VOID_TYPE);
  }

  private static String field(int number) {
    return "c" + number;
  }

  private void onlyOne(ClassWriter writer, String plain) {
    String type = site.getReturnType().getDescriptor();
    int access = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
    writer.visitField(access, ONLY, type, null, null).visitEnd();
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    code.visitTypeInsn(Opcodes.NEW, plain);
    code.visitInsn(Opcodes.DUP);
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, plain, "<init>", "()V", false);
    code.visitFieldInsn(Opcodes.PUTSTATIC, plain, ONLY, type);
    end(code, Type.VOID_TYPE);
  }

  private void oneOfEach(ClassWriter writer, String plain) {
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_STATIC, "of", site.getDescriptor(), null, null);
    code.visitCode();
    code.visitTypeInsn(Opcodes.NEW, plain);
    code.visitInsn(Opcodes.DUP);
    int slot = 0;
    for (Type each : site.getArgumentTypes()) {
      code.visitVarInsn(each.getOpcode(Opcodes.ILOAD), slot);
      slot += each.getSize();
    }
    code.visitMethodInsn(Opcodes.INVOKESPECIAL, plain, "<init>", constructorType(), false);
    end(code, site.getReturnType());
  }

  private void method(ClassWriter writer, String plain) {
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PUBLIC, name, declared.getDescriptor(), null, null);
    code.visitCode();
    if (body.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
      code.visitTypeInsn(Opcodes.NEW, body.getOwner());
      code.visitInsn(Opcodes.DUP);
    }
    loadEverything(code, plain);
    code.visitMethodInsn(
        opcode(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
    Type result = declared.getReturnType();
    if (!result.equals(Type.VOID_TYPE)) {
      Conversion.put(code, returned(), used.getReturnType());
    } else if (returned().getSize() > 0) {
      code.visitInsn(returned().getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
    }
    end(code, result);
  }

  private void loadEverything(MethodVisitor code, String plain) {
    Type[] captured = site.getArgumentTypes();
    Type[] given = used.getArgumentTypes();
    Type[] raw = declared.getArgumentTypes();
    List<Type> wanted = wanted();
    for (int at = 0; at < captured.length; at++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitFieldInsn(Opcodes.GETFIELD, plain, field(at), captured[at].getDescriptor());
    }
    int slot = 1;
    for (int at = 0; at < given.length; at++) {
      code.visitVarInsn(raw[at].getOpcode(Opcodes.ILOAD), slot);
      Conversion.put(code, raw[at], given[at]);
      Conversion.put(code, given[at], wanted.get(captured.length + at));
      slot += raw[at].getSize();
    }
  }

  /** What is private is called like everything else from within a nest. */
  private int opcode() {
    return switch (body.getTag()) {
      case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
      case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
      default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
    };
  }

  private static void end(MethodVisitor code, Type result) {
    code.visitInsn(result.getOpcode(Opcodes.IRETURN));
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
