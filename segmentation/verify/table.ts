/** The one table of rules that everything judges by. */
import { breadthRules } from "./breadth";
import { databaseRules } from "./database";
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
import { scopeRules } from "./scopes";
import { supportingRules } from "./supporting";
import { timeRules } from "./time";
import { usageRules } from "./usage";

/** Every rule, in the order in which findings of the same severity are told. */
export const rules: readonly Rule[] = [
  ...neverRules,
  ...mustRules,
  ...databaseRules,
  ...breadthRules,
  ...timeRules,
  ...rehearsalRules,
  ...postureRules,
  ...routedRules,
  ...supportingRules,
  ...environmentRules,
  ...scopeRules,
  ...usageRules,
  ...redundancyRules,
  ...dropRules,
  ...ownershipRules,
  ...nameRules,
  ...dormantRules,
];
