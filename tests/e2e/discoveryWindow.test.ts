import type { Stack } from "../../sandbox/engine";
import { contents, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(180_000);

const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const program = (start: string, end: string, more = "") => `
const users = new netbird.Group("users", { name: "peer-e2e-window-dev" });
const window = new netbird.DiscoveryWindow("e2e-window", {
  environment: "dev",
  from: [{ existing: "peer-e2e-window-dev", id: users.id }],
  to: ["svc-e2e-window-web"],
  start: "${start}",
  end: "${end}",
  because: "Which ports are used",
  owner: "App Team",
  ${more}
});
export const matrix = window.matrix;
`;

describe("a discovery window", () => {
  const server = useServer();
  const project = useProject(program(hoursFromNow(-1), hoursFromNow(1)));
  let stack: Stack;

  beforeAll(async () => {
    stack = await open(project, server, "dev");
  });

  const ours = async () => {
    const { groups, policies } = await contents(server);
    const isOurs = ({ name }: { name: string }) => name.includes("e2e-window");
    return { groups: groups.filter(isOurs), policies: policies.filter(isOurs) };
  };
  const nothing = { groups: [], policies: [] };
  const refusal = () =>
    stack.preview().then(
      () => "",
      (error: Error) => error.message,
    );

  test("of two hours is refused, and nothing is written", async () => {
    expect(await refusal()).toContain("is open for 2 hours");
    expect(await ours()).toEqual(nothing);
  });

  test("before its start is there, and gives no access", async () => {
    setProgram(project, program(hoursFromNow(1), hoursFromNow(49)));
    await stack.up();
    expect((await ours()).policies).toMatchObject([{ enabled: false }]);
  });

  test("opens everything in one direction, and says when it ends", async () => {
    const [start, end] = [hoursFromNow(-1), hoursFromNow(49)];
    setProgram(project, program(start, end));
    const { diagnostics } = await stack.preview();
    expect(diagnostics.map(({ message }) => message).join("\n")).toContain(`is open until ${end}`);
    await stack.up();
    const { policies } = await ours();
    expect(policies).toMatchObject([
      {
        name: "peer-e2e-window-dev → svc-e2e-window-web-dev [ALL]",
        enabled: true,
        rules: [{ protocol: "all", bidirectional: false, action: "accept" }],
      },
    ]);
    expect(policies[0]!.description).toContain(`temporary; since ${start}; until ${end}`);
  });

  test("makes every preview fail after its end, until it is taken out", async () => {
    setProgram(project, program(hoursFromNow(-50), hoursFromNow(-1)));
    expect(await refusal()).toContain("and is still in force");
    setProgram(project, "");
    await stack.up();
    expect(await ours()).toEqual(nothing);
  });
});
