/** Everything that is wrong with a routed network's arguments, all at once. */
import { asList, groupProblems } from "../groupArg";
import type { GroupArg } from "../groupArg";
import { uniqueBy } from "../unique";
import { judge } from "../validation";
import type { Judgement } from "../validation";
import { accessName, accessProblems, entryProblems } from "./access";
import type { HARoutedNetworkArgs } from "./arguments";
import { awsProblems } from "./awsSide";
import { dnsProblems } from "./dns";
import { failureDomainProblems } from "./failureDomains";
import { checkName, checkProblems, healthCheckProblems } from "./healthChecks";
import { namedGroups, routedMatrix } from "./matrix";
import { namingProblems } from "./naming";
import type { Naming } from "./naming";
import { overlayRangeProblems } from "./overlayRange";
import { resourceProblems, singleResourceProblems } from "./resources";

/**
 * Whoever administers a database in a private network reaches it through this component, and there is no
 * application to go through: it is shown at every preview, and each entry says why and who answers for it.
 * Groups without a policy are those of routing peers, or of addresses that nobody may reach yet.
 */
const severities = { "user-to-database": "warning", "group-unused": "nothing" } as const;

/** One sentence each; other networks are not looked at. */
export function judgeRoutedNetwork(
  naming: Naming,
  args: HARoutedNetworkArgs,
  managementUrl: string,
): Judgement {
  const sound = soundPart(naming, args);
  const whole = judge(routedMatrix(naming, sound), naming.environment, new Date(), severities);
  const problems = [
    ...namingProblems(naming.network, args),
    ...resourceProblems(naming, args),
    ...failureDomainProblems(naming, args),
    ...groupProblems(namedGroups(args)),
    ...accessProblems(naming, args),
    ...dnsProblems(naming, args),
    ...healthCheckProblems(naming, args),
    ...overlayRangeProblems(args),
    ...whole.problems,
    ...awsProblems(naming, sound, managementUrl),
  ];
  return { problems, notices: whole.notices };
}

/**
 * The arguments without what was found wrong by itself, so that what looks at the whole (the matrix, the
 * AWS side) neither stumbles over it nor says it again.
 */
function soundPart(naming: Naming, args: HARoutedNetworkArgs): HARoutedNetworkArgs {
  const { healthChecks = [], sourceAddresses, dns } = args;
  const resources = args.resources.filter((one) => singleResourceProblems("", one).length === 0);
  const access = args.access.filter((entry) =>
    areSound(asList(entry.from), entryProblems("", entry, { ...args, resources })),
  );
  const isDnsSound =
    dns === "none" ||
    areSound(
      dns.for ?? access.flatMap(({ from }) => asList(from)),
      dnsProblems(naming, { ...args, access }),
    );
  const checks = healthChecks.filter((check) =>
    areSound(asList(check.to), checkProblems("", check)),
  );
  return {
    ...args,
    resources: uniqueBy(resources, ({ name }) => name),
    access: uniqueBy(access, (entry) => accessName(naming, entry)),
    dns: isDnsSound ? dns : "none",
    healthChecks:
      typeof sourceAddresses === "object"
        ? []
        : uniqueBy(checks, (check) => checkName(naming, check)),
  };
}

function areSound(groups: readonly GroupArg[], problems: readonly string[]): boolean {
  return problems.length === 0 && groupProblems(groups).length === 0;
}
