/** Which id of the sandbox's stands for which recorded one: each for one, throughout a scenario. */
export class RecordedIds {
  private readonly actualOf = new Map<string, string>();
  private readonly meant = new Set<string>();

  /** Learns from the places where it is clear what belongs to what: lists have another order each time. */
  learn(actual: unknown, recorded: unknown): void {
    if (isId(actual) && isId(recorded)) {
      if (this.actualOf.has(recorded) || this.meant.has(actual)) return;
      this.actualOf.set(recorded, actual);
      this.meant.add(actual);
    } else if (isRecord(actual) && isRecord(recorded)) {
      for (const [key, value] of Object.entries(recorded)) this.learn(actual[key], value);
    }
  }

  /** Whether an id may stand where the other was recorded. */
  agree(actual: string, recorded: string): boolean {
    const known = this.actualOf.get(recorded);
    return known === undefined ? !this.meant.has(actual) : known === actual;
  }

  /** A text by which ids that belong to each other are sorted alike; empty while that is not known. */
  sortKey(id: string): string {
    return this.actualOf.get(id) ?? (this.meant.has(id) ? id : "");
  }
}

/** Ids are the server's own, wherever they stand. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-v]{20}$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
