/** Every NetBird object; the public index and the provider process both read it from here. */
export * from "./group";
export * from "./nameserverGroup";
export * from "./policy";
export * from "./postureCheck";
export * from "./setupKey";
