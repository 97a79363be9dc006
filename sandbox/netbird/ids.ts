import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";

const idDigits = "0123456789abcdefghijklmnopqrstuv";
const tokenDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** An object id: 20 characters, growing with time like the real server's. */
export function newId(): string {
  const seconds = Math.floor(Date.now() / 1000);
  const time = Array.from({ length: 7 }, (_, i) => idDigits[(seconds >>> (i * 5)) & 31]).reverse();
  const random = Array.from(randomBytes(13), (byte) => idDigits[byte & 31]);
  return [...time, ...random].join("");
}

/** The key of a setup key: an upper-case UUID. */
export function newSetupKey(): string {
  return randomUUID().toUpperCase();
}

/** A personal access token: prefix, 30 random characters, 6 characters of checksum. */
export function newToken(): string {
  const secret = Array.from({ length: 30 }, () => tokenDigits[randomInt(62)]).join("");
  return `nbp_${secret}${checksum(secret)}`;
}

/** Whether a text is formed like a token; the server looks at this before it looks it up. */
export function isTokenShaped(token: string): boolean {
  return /^nbp_[0-9A-Za-z]{36}$/.test(token) && checksum(token.slice(4, 34)) === token.slice(34);
}

/** How the server names a token that it does not know. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}

function checksum(secret: string): string {
  let rest = crc32(secret);
  let text = "";
  do {
    text = tokenDigits[rest % 62] + text;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return text.padStart(6, "0");
}

/** A moment as the API writes it; never is the year 1. */
export function timestamp(milliseconds: number = Date.now()): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, "Z");
}

export const never = "0001-01-01T00:00:00Z";
