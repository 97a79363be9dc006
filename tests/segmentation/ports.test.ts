import fc from "fast-check";
import { SegmentationError } from "../../segmentation";
import {
  covers,
  formatService,
  mergeRanges,
  mergeServices,
  overlaps,
  parseServices,
  service,
  subtract,
  toApiPorts,
} from "../../segmentation/ports";
import type { PortRange, Service } from "../../segmentation/ports";

const port = fc.integer({ min: 1, max: 65535 });
const range: fc.Arbitrary<PortRange> = fc
  .tuple(port, port)
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
const portService: fc.Arbitrary<Service> = fc
  .tuple(fc.constantFrom("tcp" as const, "udp" as const), fc.array(range, { maxLength: 5 }))
  .map(([protocol, ranges]) => ({ protocol, ports: mergeRanges(ranges) }));
const anyService: fc.Arbitrary<Service> = fc.oneof(
  portService,
  fc.constantFrom<Service>({ protocol: "icmp", ports: [] }, { protocol: "all", ports: [] }),
);

/** Whether a service lets a TCP port through, decided the slow way. */
function letsThrough({ protocol, ports }: Service, wanted: number): boolean {
  if (protocol === "all") return true;
  if (protocol !== "tcp") return false;
  return ports.length === 0 || ports.some(({ start, end }) => start <= wanted && wanted <= end);
}

describe("parseServices", () => {
  test.each([
    ["tcp/443", ["TCP/443"]],
    ["TCP/443", ["TCP/443"]],
    ["tcp/9200, 9100", ["TCP/9100,9200"]],
    ["tcp/8000-8100", ["TCP/8000-8100"]],
    ["udp+tcp/53", ["TCP/53", "UDP/53"]],
    ["icmp", ["ICMP"]],
    ["all", ["ALL"]],
    ["tcp/*", ["TCP/*"]],
  ])("reads %s", (text, expected) => {
    expect(parseServices(text).map(formatService)).toEqual(expected);
  });

  test.each([
    ["tcp/0", '"0" in "tcp/0" is not a port'],
    ["tcp/70000", '"70000" in "tcp/70000" is not a port'],
    ["tcp/http", '"http" in "tcp/http" is not a port'],
    ["tcp/90-80", "ends before it starts"],
    ["tcp/1-2-3", "is not a port"],
    ["tcp", "names no ports"],
    ["icmp/8", "icmp has no ports"],
    ["sctp/80", 'unknown protocol "sctp"'],
    ["tcp/80/81", 'more than one "/"'],
    ["", 'unknown protocol ""'],
  ])("refuses %s", (text, problem) => {
    expect(() => parseServices(text)).toThrow(SegmentationError);
    expect(() => parseServices(text)).toThrow(problem);
  });

  test("lists every problem at once", () => {
    expect(() => parseServices("tcp/0,70000")).toThrow(/"0".*\n.*"70000"/);
  });

  test("reads back what formatService writes", () => {
    fc.assert(
      fc.property(anyService, (value) => {
        expect(parseServices(formatService(value))).toEqual([value]);
      }),
    );
  });
});

describe("ports of the API", () => {
  test("come back as they went", () => {
    fc.assert(
      fc.property(portService, (value) => {
        const { ports, portRanges } = toApiPorts(value);
        expect(ports.length === 0 || portRanges.length === 0).toBe(true);
        expect(service(value.protocol, ports, portRanges)).toEqual(value);
      }),
    );
  });

  test("stay single where they can", () => {
    expect(toApiPorts(service("tcp", [9101, 9100]))).toEqual({
      ports: ["9100", "9101"],
      portRanges: [],
    });
    expect(toApiPorts(service("tcp", [80], [{ start: 8000, end: 8100 }]))).toEqual({
      ports: [],
      portRanges: [
        { start: 80, end: 80 },
        { start: 8000, end: 8100 },
      ],
    });
  });
});

describe("comparing services", () => {
  test("merging ranges keeps exactly the same ports", () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), port, (ranges, wanted) => {
        const inside = (list: PortRange[]) =>
          list.some((r) => r.start <= wanted && wanted <= r.end);
        expect(inside(mergeRanges(ranges))).toBe(inside(ranges));
        expect(mergeRanges(mergeRanges(ranges))).toEqual(mergeRanges(ranges));
      }),
    );
  });

  test("covers, overlaps and subtract agree with a look at each port", () => {
    fc.assert(
      fc.property(anyService, anyService, port, (a, b, wanted) => {
        if (covers(a, b) && letsThrough(b, wanted)) expect(letsThrough(a, wanted)).toBe(true);
        if (letsThrough(a, wanted) && letsThrough(b, wanted)) expect(overlaps(a, b)).toBe(true);
        const rest = subtract(a, b);
        const left = rest !== undefined && letsThrough(rest, wanted);
        // From "all" nothing smaller can be taken away.
        if (a.protocol !== "all") {
          expect(left).toBe(letsThrough(a, wanted) && !letsThrough(b, wanted));
        }
      }),
    );
  });

  test("covers is reflexive, and what is covered leaves nothing", () => {
    fc.assert(
      fc.property(anyService, anyService, (a, b) => {
        expect(covers(a, a)).toBe(true);
        expect(subtract(a, b) === undefined).toBe(covers(b, a));
      }),
    );
  });

  test("merging services keeps exactly the same access", () => {
    fc.assert(
      fc.property(fc.array(anyService, { maxLength: 4 }), port, (services, wanted) => {
        const merged = mergeServices(services);
        expect(merged.some((each) => letsThrough(each, wanted))).toBe(
          services.some((each) => letsThrough(each, wanted)),
        );
      }),
    );
  });
});
