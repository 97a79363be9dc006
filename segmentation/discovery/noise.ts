/** What is too rare, or on too many ports, to be a service that somebody uses. */
import { grouped } from "../grouped";
import { totalOf } from "./proposals";
import type { Candidate } from "./proposals";
import { serviceText } from "./seen";
import type { Known } from "./sorting";
import { connections } from "./tally";

/** Beyond which traffic is noise. */
export interface Limits {
  /** Connections that a port must have been seen with. */
  atLeast: number;
  /** Ports of one protocol between two groups. */
  mostPorts: number;
}

/** Times that a port has to be seen more often than the median one to stand out of a scan. */
const outstanding = 10;

/** A port between two groups, whoever of them used it. */
interface Service {
  count: number;
  candidates: Candidate[];
}

/**
 * Candidates without noise. Where there are more ports than services have, as after a scan, those stay
 * that are used far more often than the others.
 */
export function withoutNoise(
  candidates: readonly Candidate[],
  { atLeast, mostPorts }: Limits,
): { fit: Candidate[]; unfit: Known<string>[] } {
  const fit: Candidate[] = [];
  const unfit: Known<string>[] = [];
  const refuse = (services: readonly Service[], facts: string) => {
    for (const observation of services.flatMap((one) => one.candidates))
      unfit.push({ observation, facts });
  };
  for (const services of servicesByPair(candidates)) {
    const rare = services.filter(({ count }) => count < atLeast);
    const others = services.filter(({ count }) => count >= atLeast);
    const kept = others.length > mostPorts ? standingOut(others, mostPorts) : others;
    refuse(rare, `Seen fewer than ${atLeast} times.`);
    refuse(
      others.filter((one) => !kept.includes(one)),
      `${others.length} ports of one protocol: a scan, or ports that are assigned dynamically. Give the service fixed ports.`,
    );
    fit.push(...kept.flatMap((one) => one.candidates));
  }
  return { fit, unfit };
}

/** None when too many stand out: then nothing tells services from noise. */
function standingOut(services: readonly Service[], most: number): readonly Service[] {
  const counts = services.map(({ count }) => count).sort((a, b) => a - b);
  const median = counts[Math.floor(counts.length / 2)]!;
  const found = services.filter(({ count }) => count >= outstanding * median);
  return found.length > most ? [] : found;
}

function servicesByPair(candidates: readonly Candidate[]): Service[][] {
  const pairs = grouped(candidates, ({ from, to, protocol }) => [from, to, protocol].join(" "));
  return [...pairs.values()].map((pair) =>
    [...grouped(pair, serviceText).values()].map((same) => ({
      count: connections(totalOf(same)),
      candidates: same,
    })),
  );
}
