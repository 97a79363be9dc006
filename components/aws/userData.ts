import { stringify } from "yaml";
import { heartbeatScript, interfaceScript, joinScript } from "./scripts";

/** What an instance needs to know. None of it is secret: the setup key is only in the parameter. */
export interface Boot {
  /** Name of the routing peer: the metric's dimension. */
  peerName: string;
  /** Host name with which it joins NetBird. */
  hostname: string;
  managementUrl: string;
  region: string;
  /** Name of the parameter that holds the setup key. */
  keyParameter: string;
  /** NetBird's version; undefined for the newest. */
  netbirdVersion: string | undefined;
  /** The interface that return routes lead to; undefined where there are none. */
  networkInterface: { id: string; mac: string } | undefined;
}

export const metricNamespace = "NetBird/RoutingPeers";
export const metricName = "Heartbeat";

/** Two heartbeats a minute, so that every minute has one although timers drift. */
const heartbeatSeconds = 30;

/** Ten minutes: the alarm moved the route long ago, and NetBird had time to help itself. */
const unhealthyAfter = 20;

/** The settings file that the scripts read. */
export function settings(boot: Boot): string {
  const values = {
    AWS_REGION: boot.region,
    KEY_PARAMETER: boot.keyParameter,
    MANAGEMENT_URL: boot.managementUrl,
    PEER_NAME: boot.peerName,
    PEER_HOSTNAME: boot.hostname,
    NETBIRD_PACKAGE:
      boot.netbirdVersion === undefined ? "netbird" : `netbird-${boot.netbirdVersion}`,
    METRIC_NAMESPACE: metricNamespace,
    METRIC_NAME: metricName,
    UNHEALTHY_AFTER: String(unhealthyAfter),
    INTERFACE_ID: boot.networkInterface?.id ?? "",
    INTERFACE_MAC: boot.networkInterface?.mac ?? "",
  };
  return Object.entries(values)
    .map(([key, value]) => `${key}='${value.replaceAll("'", `'\\''`)}'\n`)
    .join("");
}

/** The cloud-config with which an instance becomes a routing peer. */
export function userData(boot: Boot): string {
  const config = {
    // Another release of the operating system comes with another image, not by surprise at boot.
    package_update: false,
    package_upgrade: false,
    write_files: [
      file("/etc/netbird-routing-peer", settings(boot), "0644"),
      // Not cloud-init's yum_repos: not every release of it takes Amazon Linux for a yum system.
      file("/etc/yum.repos.d/netbird.repo", repository, "0644"),
      file("/etc/sysctl.d/90-netbird-routing-peer.conf", sysctl, "0644"),
      file("/usr/local/sbin/netbird-join", joinScript, "0755"),
      file("/usr/local/sbin/netbird-heartbeat", heartbeatScript, "0755"),
      file("/etc/systemd/system/netbird-heartbeat.service", heartbeatService, "0644"),
      file("/etc/systemd/system/netbird-heartbeat.timer", heartbeatTimer, "0644"),
      ...(boot.networkInterface === undefined
        ? []
        : [
            file("/usr/local/sbin/netbird-interface", interfaceScript, "0755"),
            file("/etc/systemd/system/netbird-interface.service", interfaceService, "0644"),
          ]),
    ],
    runcmd: [["systemctl", "daemon-reload"], ["/usr/local/sbin/netbird-join"]],
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}

function file(path: string, content: string, permissions: string): object {
  return { path, content, permissions, owner: "root:root" };
}

/** NetBird's package repository, as its own installer writes it: signatures are checked. */
const repository = `[NetBird]
name=NetBird
baseurl=https://pkgs.netbird.io/yum/
enabled=1
gpgcheck=1
gpgkey=https://pkgs.netbird.io/yum/repodata/repomd.xml.key
repo_gpgcheck=1
`;

/** Answers come in by another interface than the default route's, so the strict check would drop them. */
const sysctl = `net.ipv4.ip_forward = 1
net.ipv4.conf.all.rp_filter = 2
`;

const heartbeatService = `[Unit]
Description=Tell CloudWatch whether NetBird is connected
After=network-online.target

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/netbird-heartbeat
`;

const heartbeatTimer = `[Unit]
Description=Tell CloudWatch every ${heartbeatSeconds} seconds whether NetBird is connected

[Timer]
OnActiveSec=0
OnUnitActiveSec=${heartbeatSeconds}
AccuracySec=1

[Install]
WantedBy=timers.target
`;

const interfaceService = `[Unit]
Description=Attach the interface that return routes lead to
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=/usr/local/sbin/netbird-interface

[Install]
WantedBy=multi-user.target
`;
