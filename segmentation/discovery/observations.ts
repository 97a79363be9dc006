/** Traffic by who, whom and which port, in bounded memory, however many events there are. */
import type { Party } from "./directory";
import type { TrafficEvent } from "./event";
import { connections, count, newTally } from "./tally";
import type { Tally } from "./tally";

/** One service between two parties. */
export interface Observation {
  source: Party;
  destination: Party;
  /** IANA protocol number. */
  protocol: number;
  /** Port of the destination; 0: none, or not told. */
  port: number;
  tally: Tally;
  /**
   * Whether only answers from the port were seen: connections that began before anybody looked, or
   * something that connects from a port of its own. Nothing should be opened on this alone.
   */
  answersOnly?: boolean;
}

/** Ports of one protocol between two parties; a port scan has more than are kept apart. */
interface Pair {
  source: Party;
  destination: Party;
  protocol: number;
  ports: Map<number, Tally>;
  /** Everything on the ports that are not kept apart. */
  further: Tally;
}

/** Bounds, so that neither scans nor strangers fill the memory. */
const most = { pairs: 20_000, tallies: 100_000, portsOfPair: 200 } as const;

/** Where operating systems begin to number the ports of those that connect: Linux; others later. */
const firstEphemeralPort = 32_768;

const [icmp, icmpV6] = [1, 58];

/** Answers and errors, which nobody initiates. */
const icmpAnswers: ReadonlySet<number> = new Set([0, 3, 4, 5, 11, 12, 14]);
const icmpV6Answers: ReadonlySet<number> = new Set([1, 2, 3, 4, 129]);

export class Observations {
  private readonly pairs = new Map<string, Pair>();
  /** What may be answers, by the connections that they would answer. */
  private readonly answers = new Map<string, Observation>();
  private tallies = 0;
  /** Everything that did not fit. */
  readonly overflow = newTally();
  /** ICMP messages and connections that only answer others. */
  answering = 0;

  /** Counts an event between two parties. */
  observe(event: TrafficEvent, source: Party, destination: Party): void {
    if (isIcmpAnswer(event)) this.answering++;
    else if (mayAnswer(event)) this.observeAnswer(event, source, destination);
    else {
      const tally = this.tallyOf(source, destination, event.protocol, event.destination.port);
      count(tally, event);
    }
  }

  /**
   * Everything that was seen, with answers told from connections: what comes from a port that is
   * connected to in the other direction is an answer, and no traffic of its own.
   */
  settled(): Observation[] {
    const seen = [...this.pairs.values()].flatMap(
      ({ source, destination, protocol, ports, further }) => {
        const ends = { source, destination, protocol };
        const rest = further.last > 0 ? [{ ...ends, port: 0, tally: further }] : [];
        return [...[...ports].map(([port, tally]) => ({ ...ends, port, tally })), ...rest];
      },
    );
    return [...seen, ...[...this.answers.values()].filter((answers) => !this.isAnswered(answers))];
  }

  private isAnswered({ source, destination, protocol, port, tally }: Observation): boolean {
    const pair = this.pairs.get(keyOf(source, destination, protocol));
    if (pair?.ports.has(port) !== true) return false;
    this.answering += connections(tally);
    return true;
  }

  private observeAnswer(event: TrafficEvent, from: Party, to: Party): void {
    const { protocol } = event;
    const { port } = event.source;
    const key = `${keyOf(to, from, protocol)} ${port}`;
    let answers = this.answers.get(key);
    if (answers === undefined) {
      if (this.isFull()) return count(this.overflow, event);
      const ends = { source: to, destination: from, protocol, port };
      answers = { ...ends, tally: newTally(), answersOnly: true };
      this.answers.set(key, answers);
      this.tallies++;
    }
    count(answers.tally, event);
  }

  /** Where to count a service between two parties. */
  private tallyOf(source: Party, destination: Party, protocol: number, port: number): Tally {
    const key = keyOf(source, destination, protocol);
    let pair = this.pairs.get(key);
    if (pair === undefined) {
      if (this.pairs.size >= most.pairs || this.isFull()) return this.overflow;
      pair = { source, destination, protocol, ports: new Map(), further: newTally() };
      this.pairs.set(key, pair);
    }
    const known = pair.ports.get(port);
    if (known !== undefined) return known;
    if (pair.ports.size >= most.portsOfPair || this.isFull()) return pair.further;
    const tally = newTally();
    pair.ports.set(port, tally);
    this.tallies++;
    return tally;
  }

  private isFull(): boolean {
    return this.tallies >= most.tallies;
  }
}

function keyOf(source: Party, destination: Party, protocol: number): string {
  return `${source.index} ${destination.index} ${protocol}`;
}

function isIcmpAnswer({ protocol, icmpType }: TrafficEvent): boolean {
  if (icmpType === undefined) return false;
  if (protocol === icmp) return icmpAnswers.has(icmpType);
  return protocol === icmpV6 && icmpV6Answers.has(icmpType);
}

/** From a port that something may listen on, to one that a connecting side has. */
function mayAnswer({ source, destination }: TrafficEvent): boolean {
  const fromService = source.port > 0 && source.port < firstEphemeralPort;
  return fromService && destination.port >= firstEphemeralPort;
}
