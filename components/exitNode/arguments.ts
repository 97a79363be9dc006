/** What a person writes to describe the way to the internet. */
import type { Environment } from "../../segmentation/names";
import type { GroupArg } from "../groupArg";
import type { RoutingPeer } from "../routedNetwork/arguments";

/**
 * Arguments of an {@link ExitNode}. Plain values shape the children; a change of any of them changes
 * routes and policies in place. Source: the guide's section 6.1 and Appendix B; the API's object
 * `Route`.
 */
export interface ExitNodeArgs {
  /** Who gets the default routes: at least one group. */
  for: GroupArg[];
  /**
   * Who forwards to the internet, in order of preference: at least two failure domains (section 6.1).
   * The first has the metric 100, the others have 200, 201, …, unless they say otherwise.
   */
  routingPeers: RoutingPeer[];
  /**
   * Protocol and ports that may go out: `tcp/80,443`; several with a broad reason only, such as `all`.
   * Nothing else passes the routing peers.
   */
  allow: string;
  /**
   * Where names of the internet are resolved. `"through-exit"`: by name servers on the internet, so that
   * UDP and TCP 53 may go out as well; whoever can ask any name server can also carry data out that way.
   * `"elsewhere"`: by name servers that an {@link InternalDns} or a routed network lets be asked.
   */
  dns: "through-exit" | "elsewhere";
  /** Why the way out exists. Part of every description. */
  because: string;
  /** Who can say whether a change broke it. */
  owner: string;
  /** Why `allow` is wider than exact ports. Default: it is not. */
  broadAccessReason?: string;
  /**
   * Why there is only one failure domain. Default: there are at least two, because otherwise the first
   * reboot cuts everybody off (section 6.1).
   */
  singlePointOfFailure?: string;
  /**
   * Whether users choose the exit node themselves, instead of using it at once. Default: `false`.
   */
  skipAutoApply?: boolean;
  /** Whether routing peers replace source addresses by their own. Default: `true`, without which nothing on the internet could answer. */
  masquerade?: boolean;
  /**
   * Whether `::/0` is routed by routes of its own. Default: `false`, because the server makes `::/0` of
   * `0.0.0.0/0` for every peer that has an IPv6 address; older servers do not.
   */
  ipv6Routes?: boolean;
  /** `dev`, `stage` or `prod`. Default: the suffix of the component's name. */
  environment?: Environment;
  /** A word that becomes part of the setup keys' names; another word makes new keys (section 3.3). Default: none. */
  setupKeyGeneration?: string;
}
