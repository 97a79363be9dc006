/**
 * Keeps credentials out of everything that a person or a log may see.
 *
 * Two nets: the exact secrets that this process was given, and the shapes that NetBird's
 * credentials have, for those it was never told about (a setup key echoed by a server, say).
 */
const hidden = "[secret]";

const known = new Set<string>();

const shapes = [
  /\bnb[pis]_[A-Za-z0-9]{6,}/g, // tokens: personal access, invitations, SCIM
  /\b[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\b/g, // setup keys are upper-case UUIDs
  /\b(?:Token|Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g,
];

/** Remembers a secret, so that {@link redact} hides it wherever it appears. */
export function protect(secret: string): void {
  // A very short "secret" would blank out ordinary words and says nothing worth hiding.
  if (secret.length < 6) return;
  for (const spelling of [secret, ...inJson(secret), inUrl(secret)]) known.add(spelling);
}

/** As it stands in JSON: keys in PEM have line breaks, passwords have quotes. Go writes `&`, `<` and `>` as numbers. */
function inJson(secret: string): string[] {
  const text = JSON.stringify(secret).slice(1, -1);
  const code = (sign: string) => `\\u00${sign.charCodeAt(0).toString(16)}`;
  return [text, text.replace(/[&<>]/g, code)];
}

/** As it stands in the address of a request, which has no half of a character. */
function inUrl(secret: string): string {
  return encodeURIComponent(secret.replace(/\p{Surrogate}/gu, "\ufffd"));
}

/** {@link protect} for every text inside the values. */
export function protectAll(values: unknown): void {
  if (typeof values === "string") protect(values);
  else if (typeof values === "object" && values !== null) Object.values(values).forEach(protectAll);
}

/** The text with every credential replaced by `[secret]`. */
export function redact(text: string): string {
  let result = text;
  // NetBird answers in lower case, whatever it repeats.
  for (const secret of known) result = withoutText(result, secret);
  for (const shape of shapes) result = result.replace(shape, hidden);
  return result;
}

function withoutText(text: string, secret: string): string {
  if (!text.toLowerCase().includes(secret.toLowerCase())) return text;
  return text.replace(new RegExp(secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi"), hidden);
}
