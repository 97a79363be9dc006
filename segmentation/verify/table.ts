/** The one table of rules that everything judges by. */
import { breadthRules } from "./breadth";
import { databaseRules } from "./database";
import { deviceRules } from "./devices";
import { dormantRules } from "./dormant";
import { dropRules } from "./drops";
import { environmentRules } from "./environments";
import type { Rule } from "./finding";
import { mustRules } from "./must";
import { nameRules } from "./names";
import { neverRules } from "./never";
import { ownershipRules } from "./ownership";
import { postureRules } from "./posture";
import { rehearsalRules } from "./rehearsal";
import { redundancyRules } from "./redundancy";
import { routedRules } from "./routed";
import { routeRules } from "./routes";
import { scopeRules } from "./scopes";
import { setupKeyRules } from "./setupKeys";
import { supportingRules } from "./supporting";
import { timeRules } from "./time";
import { usageRules } from "./usage";
import { windowRules } from "./windows";

/** Every rule, in the order in which findings of the same severity are told. */
export const rules: readonly Rule[] = [
  ...neverRules,
  ...mustRules,
  ...databaseRules,
  ...breadthRules,
  ...timeRules,
  ...windowRules,
  ...rehearsalRules,
  ...postureRules,
  ...deviceRules,
  ...routedRules,
  ...routeRules,
  ...supportingRules,
  ...environmentRules,
  ...scopeRules,
  ...setupKeyRules,
  ...usageRules,
  ...redundancyRules,
  ...dropRules,
  ...ownershipRules,
  ...nameRules,
  ...dormantRules,
];
