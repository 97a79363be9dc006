/**
 * Keeps credentials out of everything that a person or a log may see.
 *
 * Two nets: the exact secrets that this process was given, and the shapes that NetBird's
 * credentials have, for those it was never told about (a setup key echoed by a server, say).
 */
const hidden = "[secret]";

const known = new Set<string>();

const shapes = [
  /\bnb[pi]_[A-Za-z0-9]{6,}/g, // personal access tokens and invitations
  /\b[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\b/g, // setup keys are upper-case UUIDs
  /\b(?:Token|Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g,
];

/** Remembers a secret, so that {@link redact} hides it wherever it appears. */
export function protect(secret: string): void {
  // A very short "secret" would blank out ordinary words and says nothing worth hiding.
  if (secret.length >= 6) known.add(secret);
}

/** {@link protect} for every text inside the values. */
export function protectAll(values: unknown): void {
  if (typeof values === "string") protect(values);
  else if (typeof values === "object" && values !== null) Object.values(values).forEach(protectAll);
}

/** The text with every credential replaced by `[secret]`. */
export function redact(text: string): string {
  let result = text;
  for (const secret of known) result = result.replaceAll(secret, hidden);
  for (const shape of shapes) result = result.replace(shape, hidden);
  return result;
}
