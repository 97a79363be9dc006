/**
 * What runs on a routing peer. The texts are constant: everything that differs between instances is
 * in /etc/netbird-routing-peer, which each of them reads. None prints the setup key.
 */

const head = `#!/bin/bash
set -euo pipefail
# shellcheck source=netbird-routing-peer
. "\${ROUTING_PEER_SETTINGS:-/etc/netbird-routing-peer}"
`;

const metadata = `
imds() {
  local token
  token=$(curl -sSf -m 5 -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 60" \\
    http://169.254.169.254/latest/api/token)
  curl -sSf -m 5 -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}
`;

const retry = `
# retry SECONDS COMMAND…: until it succeeds, for at most that long
retry() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "gave up on: $1" >&2
      return 1
    fi
    sleep "\${RETRY_PAUSE:-5}"
  done
}
`;

/** Installs NetBird and joins with the key, once per instance. */
export const joinScript = `${head}${metadata}${retry}
# In memory, never on the disk.
key_file="\${RUN_DIR:-/run}/netbird-setup-key"

finish() {
  local status=$?
  rm -f "$key_file"
  if [ "$status" -ne 0 ]; then
    echo "the routing peer could not join; asking for another instance" >&2
    aws autoscaling set-instance-health --region "$AWS_REGION" --instance-id "$(imds instance-id)" \\
      --health-status Unhealthy --no-should-respect-grace-period
  fi
}
trap finish EXIT

fetch_key() {
  (
    umask 077
    aws ssm get-parameter --region "$AWS_REGION" --name "$KEY_PARAMETER" --with-decryption \\
      --query Parameter.Value --output text >"$key_file"
  )
}

join() {
  netbird up --management-url "$MANAGEMENT_URL" --hostname "$PEER_HOSTNAME" \\
    --setup-key-file "$key_file"
}

sysctl --system >/dev/null
if [ -n "$INTERFACE_ID" ]; then
  systemctl enable --now netbird-interface.service
fi
retry 300 dnf install -y "$NETBIRD_PACKAGE"
systemctl enable --now netbird.service
retry 300 fetch_key
retry 300 join
rm -f "$key_file"
systemctl enable --now netbird-heartbeat.timer
`;

/** Publishes whether NetBird is connected; asks for another instance when it stays away. */
export const heartbeatScript = `${head}${metadata}
failures="\${RUN_DIR:-/run}/netbird-heartbeat-failures"

connected() {
  local status
  status=$(timeout 10 netbird status) || return 1
  grep -q "^Management: Connected" <<<"$status" || return 1
  grep -q "^Signal: Connected" <<<"$status" || return 1
  # Return routes lead to the interface: without it this peer is of no use.
  [ -z "$INTERFACE_ID" ] || grep -qi "$INTERFACE_MAC" "\${SYS_DIR:-/sys}"/class/net/*/address
}

beat() {
  aws cloudwatch put-metric-data --region "$AWS_REGION" --namespace "$METRIC_NAMESPACE" \\
    --metric-name "$METRIC_NAME" --dimensions "RoutingPeer=$PEER_NAME" --value "$1"
}

if connected; then
  rm -f "$failures"
  beat 1
  exit
fi

echo "NetBird is not connected" >&2
echo >>"$failures"
beat 0 || true
[ "$(wc -l <"$failures")" -ge "$UNHEALTHY_AFTER" ] || exit 0
# While the management server is away another instance could not join either, and this one's tunnels
# still work.
if curl -s -m 10 -o /dev/null "$MANAGEMENT_URL"; then
  aws autoscaling set-instance-health --region "$AWS_REGION" --instance-id "$(imds instance-id)" \\
    --health-status Unhealthy
fi
`;

/** Attaches the interface that outlives instances, and sends routed traffic out through it. */
export const interfaceScript = `${head}${metadata}${retry}
device() {
  local file
  for file in "\${SYS_DIR:-/sys}"/class/net/*/address; do
    if [ "$(cat "$file")" = "$INTERFACE_MAC" ]; then
      basename "$(dirname "$file")"
      return
    fi
  done
  return 1
}

# The instance that had it before may still be going.
attach() {
  device >/dev/null || aws ec2 attach-network-interface --region "$AWS_REGION" \\
    --network-interface-id "$INTERFACE_ID" --instance-id "$(imds instance-id)" --device-index 1 \\
    >/dev/null
}

present() { device >/dev/null; }

retry 300 attach
retry 60 present
name=$(device)
ip link set dev "$name" up

# Users' addresses may only leave through an interface without source check.
subnet=$(imds "network/interfaces/macs/$INTERFACE_MAC/subnet-ipv4-cidr-block")
base=\${subnet%/*}
gateway="\${base%.*}.$((\${base##*.} + 1))"
ip route replace "$subnet" dev "$name" table 7200
ip route replace default via "$gateway" dev "$name" table 7200
if [ -z "$(ip rule show pref 100)" ]; then
  ip rule add pref 100 iif wt0 lookup 7200
fi
`;
