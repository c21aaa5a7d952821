/** Who may ask: this machine alone, by the server's own name, with its token. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal";

/** What this machine calls itself. */
const NAMES = ["127.0.0.1", "localhost"];
/** A browser leaves this port out of the name. */
const HTTP_PORT = 80;

/** Bytes of a token: 256 bits cannot be guessed. */
const TOKEN_BYTES = 32;

/** A new secret, of letters that need no escaping in an address. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compares in a time that says nothing of where the two differ, nor of their lengths. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

/**
 * Refuses requests under another name than the server's: a page of a foreign site whose name was
 * made to mean this machine (DNS rebinding) still sends the foreign name. What says that it comes
 * from another page is refused, too.
 */
export function assertOwnName({ headers }: Pick<IncomingMessage, "headers">, port: number): void {
  const names = NAMES.map((name) => (port === HTTP_PORT ? name : `${name}:${port}`));
  const { host = "", origin } = headers;
  if (!names.includes(host.toLowerCase())) {
    throw new Refusal(421, "no-permission", `This server is ${names.join(" or ")}, nothing else.`);
  }
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`)) {
    throw new Refusal(403, "no-permission", "Pages of other sites are not answered.");
  }
}

/** Refuses requests without the server's token in `Authorization: Bearer`. */
export function assertToken({ headers }: IncomingMessage, token: string): void {
  const given = /^Bearer ([\w-]+)$/i.exec(headers.authorization ?? "")?.[1];
  if (given !== undefined && isSame(given, token)) return;
  const message = "The token is missing or wrong: `pupil serve` wrote it when it started.";
  throw new Refusal(401, "no-permission", message, { "WWW-Authenticate": "Bearer" });
}
