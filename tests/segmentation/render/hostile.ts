import { compile } from "../../../segmentation";
import type { Matrix, Segmentation } from "../../../segmentation";
import { workedExample } from "../workedExample";

/** What a name may try in some format. */
export const hostileTexts = [
  "</script><img src=x onerror=alert(1)>",
  '"><svg onload=alert(1)>',
  "a|b",
  "a`b`c",
  "line\nbreak\r\nand more",
  '=cmd|"/c calc"!A1',
  "+1",
  "@SUM(A1)",
  "-2",
  "\t=1",
  '"quoted"',
  "end",
  '"]; click g href "javascript:alert(1)"',
  "%%{init: {}}%%",
  "#quot;",
  "<!--",
  "\u2028",
  "[x](javascript:alert(1))",
  "$&",
  "ünï→cödé 🚀",
] as const;

/** The worked example with a flow whose every text is the given one. */
export function withText(text: string): Segmentation {
  const matrix: Matrix = {
    ...workedExample,
    application: text,
    owner: text,
    never: [{ from: "peer-*", to: text, because: text, owner: text }],
    must: [{ from: text, to: text, allow: "tcp/443", because: text }],
  };
  const plan = compile(matrix, "prod");
  const [first] = plan.policies;
  const policy = {
    ...first!,
    key: text,
    name: text,
    description: text,
    because: text,
    owner: text,
    scope: text,
    sources: [text],
    destinations: ["svc-orders-web-prod"],
    postureChecks: [text],
    until: text,
    broadAccessReason: text,
  };
  return { ...plan, policies: [...plan.policies, policy] };
}
