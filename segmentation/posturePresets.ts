/**
 * The posture checks that the guide recommends (section 4.2), ready for a matrix. A flow names as many
 * as it needs, and its devices must pass them all; that is how presets are combined.
 */
import type { MatrixPostureCheck } from "./matrix/model";
import type { PostureChecks } from "./postureChecks";

/** Lowest versions by platform; devices of a platform that is not named do not pass. */
export interface SupportedSystems {
  /** Android: `13`. Default: does not pass. */
  android?: string;
  /** macOS: `13.0`. Default: does not pass. */
  macOS?: string;
  /** iOS and iPadOS: `16.0`. Default: does not pass. */
  iOS?: string;
  /** Kernel of Linux: `5.15`. The API knows nothing of distributions. Default: does not pass. */
  linuxKernel?: string;
  /** Build of Windows: `10.0.22000`, the first of Windows 11. Default: does not pass. */
  windowsBuild?: string;
}

/** What a Linux server in production must be like. */
export interface LinuxServersPreset {
  /**
   * Lowest kernel version: `5.15`, which Ubuntu 22.04 ships. The guide asks for distributions in a
   * supported list; the API compares kernels only, so that another distribution with this kernel passes.
   */
  minKernelVersion: string;
  /** Lowest version of the NetBird client: your standard version. */
  minClientVersion: string;
}

/** Full paths of a security agent's program, by platform. */
export interface SecurityAgent {
  /** Path on macOS. Default: none; then `macOS: false`. */
  macPath?: string;
  /** Path on Windows. Default: none; then `windowsBuild: false`. */
  windowsPath?: string;
}

/** What the laptop of an administrator must be like. */
export interface AdminLaptopsPreset {
  /** Lowest version of macOS; `false`: Macs do not pass. Default: `13.0`. */
  macOS?: string | false;
  /** Lowest build of Windows; `false`: Windows does not pass. Default: `10.0.22000`, Windows 11. */
  windowsBuild?: string | false;
  /**
   * The security agent that must be running, by the full path of its program, as the security team
   * knows it; a path for each platform that passes.
   */
  securityAgent: SecurityAgent;
  /** Lowest version of the NetBird client. Default: not checked. */
  minClientVersion?: string;
}

/** The first build of Windows 11. */
const windows11 = "10.0.22000";

/**
 * `minimum-client`: the NetBird client is at or above a version.
 * @param version such as `0.45.0`
 */
export function minimumClient(version: string): MatrixPostureCheck {
  return {
    name: "minimum-client",
    description: `NetBird client ${version} or later`,
    checks: clientCheck(version),
  };
}

/** `supported-systems`: the operating system is one of those that are supported, and new enough. */
export function supportedSystems(systems: SupportedSystems): MatrixPostureCheck {
  return {
    name: "supported-systems",
    description: "Operating systems that are supported and patched",
    checks: { osVersionCheck: systemVersions(systems) },
  };
}

/** `linux-servers`: Linux with a kernel and a NetBird client that are new enough. */
export function linuxServers(preset: LinuxServersPreset): MatrixPostureCheck {
  const { minKernelVersion, minClientVersion } = preset;
  return {
    name: "linux-servers",
    description: `Linux ${minKernelVersion} or later with NetBird client ${minClientVersion} or later`,
    checks: {
      ...clientCheck(minClientVersion),
      osVersionCheck: systemVersions({ linuxKernel: minKernelVersion }),
    },
  };
}

/** `admin-laptops`: macOS or Windows, new enough, with the security agent running. */
export function adminLaptops(preset: AdminLaptopsPreset): MatrixPostureCheck {
  const { macOS = "13.0", windowsBuild = windows11, securityAgent, minClientVersion } = preset;
  return {
    name: "admin-laptops",
    description: "Administrators' laptops with the security agent running",
    checks: {
      ...(minClientVersion !== undefined && clientCheck(minClientVersion)),
      osVersionCheck: systemVersions({
        ...(macOS !== false && { macOS }),
        ...(windowsBuild !== false && { windowsBuild }),
      }),
      processCheck: { processes: [{ ...securityAgent }] },
    },
  };
}

/**
 * `corporate-networks`: the device is connected from one of some networks.
 * @param ranges prefixes such as `10.0.0.0/8`; both the device's local addresses and the public one that
 *   it connects from count, so that a private range that others use at home as well proves little
 */
export function corporateNetworks(ranges: readonly string[]): MatrixPostureCheck {
  return {
    name: "corporate-networks",
    description: "Connected from a corporate network",
    checks: { peerNetworkRangeCheck: { action: "allow", ranges: [...ranges] } },
  };
}

/**
 * `allowed-countries`: the device's public address is in one of some countries. A self-hosted server
 * needs its geolocation database for it.
 * @param countryCodes ISO 3166-1 alpha-2: `DE`
 */
export function allowedCountries(countryCodes: readonly string[]): MatrixPostureCheck {
  const locations = countryCodes.map((countryCode) => ({ countryCode }));
  return {
    name: "allowed-countries",
    description: `Connected from ${countryCodes.join(", ")}`,
    checks: { geoLocationCheck: { action: "allow", locations } },
  };
}

function clientCheck(minVersion: string): PostureChecks {
  return { nbVersionCheck: { minVersion } };
}

/** In the API's words; a platform that is left out must be absent, or it would count as named. */
function systemVersions(systems: SupportedSystems): PostureChecks["osVersionCheck"] {
  const { android, macOS, iOS, linuxKernel, windowsBuild } = systems;
  return {
    ...(android !== undefined && { android: { minVersion: android } }),
    ...(macOS !== undefined && { darwin: { minVersion: macOS } }),
    ...(iOS !== undefined && { ios: { minVersion: iOS } }),
    ...(linuxKernel !== undefined && { linux: { minKernelVersion: linuxKernel } }),
    ...(windowsBuild !== undefined && { windows: { minKernelVersion: windowsBuild } }),
  };
}
