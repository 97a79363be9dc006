/** What an account holds, as the API answers it. */
import type { PortRange } from "./ports";

/** A group as `GET /api/groups` answers it. */
export interface LiveGroup {
  id: string;
  name: string;
  issued?: string;
  peers?: readonly { id: string }[] | null;
}

/** A reference to a group in the answers about policies and resources. */
export interface LiveReference {
  id: string;
  name?: string;
}

/** A policy as `GET /api/policies` answers it. */
export interface LivePolicy {
  id?: string;
  name: string;
  description?: string;
  enabled: boolean;
  source_posture_checks?: readonly string[] | null;
  rules: readonly {
    enabled: boolean;
    action: string;
    bidirectional: boolean;
    protocol: string;
    ports?: readonly string[] | null;
    port_ranges?: readonly PortRange[] | null;
    sources?: readonly LiveReference[] | null;
    destinations?: readonly LiveReference[] | null;
    sourceResource?: { id: string; type: string } | null;
    destinationResource?: { id: string; type: string } | null;
  }[];
}

/** A posture check as `GET /api/posture-checks` answers it. */
export interface LivePostureCheck {
  id: string;
  name: string;
  description?: string;
  checks: object;
}

/** A network resource as `GET /api/networks/resources` answers it. */
export interface LiveResource {
  id: string;
  name: string;
  address: string;
  enabled: boolean;
  groups?: readonly LiveReference[] | null;
}

/** A setup key as `GET /api/setup-keys` answers it. */
export interface LiveSetupKey {
  name: string;
  type: string;
  /** RFC 3339; the year 1 for never. */
  expires: string;
  state: string;
  auto_groups?: readonly string[] | null;
}

/** A route as `GET /api/routes` answers it. */
export interface LiveRoute {
  network_id: string;
  network?: string;
  domains?: readonly string[] | null;
  enabled: boolean;
  description?: string;
  access_control_groups?: readonly string[] | null;
}

/** What an account holds, as far as it decides about access. */
export interface LiveAccount {
  policies: readonly LivePolicy[];
  /** Default: only those that policies name, with nobody in them. */
  groups?: readonly LiveGroup[];
  /** Default: none. */
  postureChecks?: readonly LivePostureCheck[];
  /** Default: none. */
  resources?: readonly LiveResource[];
  /** Default: not looked at. */
  setupKeys?: readonly LiveSetupKey[];
  /** Default: not looked at. */
  routes?: readonly LiveRoute[];
}
