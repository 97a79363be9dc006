/** Names in the program, from the names that objects have. */

/** Variables get no longer than this, so that a declaration fits a line. */
const longestVariable = 40;

/** What a variable cannot be called: the language's words, and what the program uses itself. */
const reserved = new Set(
  (
    "adopted netbird arguments await break case catch class const continue debugger default delete do else enum " +
    "eval export extends false finally for function if implements import in instanceof interface let new null " +
    "package private protected public return static super switch this throw true try typeof undefined var void " +
    "while with yield async of require module exports global process console"
  ).split(" "),
);

/** Hands out names, each once. */
export class NameBook {
  private readonly variables = new Set<string>();
  private readonly resources = new Set<string>();

  /**
   * A variable for an object: `peerDevopsProd` for the group `peer-devops-prod`.
   * @param kind name of the resource class, which tells objects of the same name apart
   */
  variable(label: string, kind: string): string {
    const name = camelCase(label).slice(0, longestVariable);
    const isUsable = /^\p{L}/u.test(name) && !reserved.has(name);
    const long = isUsable ? `${name}${kind}` : camelCase(`${kind} ${name}`);
    return take(this.variables, isUsable ? [name, long] : [long], "");
  }

  /** The resource's name in Pulumi: `peer-devops-prod`. Only its kind needs to tell them apart. */
  resource(label: string, kind: string): string {
    const name = wordsOf(label.replace(/→|->/g, " to ")).join("-").toLowerCase();
    const key = (text: string) => `${kind} ${text}`;
    const taken = take(this.resources, [key(name || kind.toLowerCase())], "-");
    return taken.slice(kind.length + 1);
  }
}

function take(taken: Set<string>, candidates: readonly string[], joint: string): string {
  const free = candidates.find((name) => !taken.has(name)) ?? numbered(taken, candidates, joint);
  taken.add(free);
  return free;
}

function numbered(taken: ReadonlySet<string>, candidates: readonly string[], joint: string) {
  const last = candidates.at(-1)!;
  let number = 2;
  while (taken.has(`${last}${joint}${number}`)) number++;
  return `${last}${joint}${number}`;
}

function camelCase(label: string): string {
  const words = wordsOf(label).map((word) => (isAllCapitals(word) ? word.toLowerCase() : word));
  const [first = "", ...others] = words;
  const upper = others.map((word) => word[0]!.toUpperCase() + word.slice(1));
  return [first.slice(0, 1).toLowerCase() + first.slice(1), ...upper].join("");
}

function isAllCapitals(word: string): boolean {
  return word === word.toUpperCase();
}

/** Letters and digits of any script, without accents. */
function wordsOf(label: string): string[] {
  const plain = label.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}
