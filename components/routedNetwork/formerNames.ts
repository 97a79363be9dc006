/** Names that a component had before, as its option `aliases` tells them. */
import * as pulumi from "@pulumi/pulumi";

type Alias = pulumi.Unwrap<NonNullable<pulumi.ComponentResourceOptions["aliases"]>[number]>;

/** The account still has the network under such a name: it is renamed in place, not overlapped with. */
export function formerNames(
  aliases: pulumi.ComponentResourceOptions["aliases"] = [],
): pulumi.Output<string[]> {
  const names = aliases.map((alias) => pulumi.output(alias).apply((known) => nameIn(known)));
  return pulumi.all(names).apply((all) => all.filter((name) => name !== undefined));
}

/** The last part of a URN, or the name that an alias spells out. */
function nameIn(alias: Alias): pulumi.Input<string | undefined> {
  return typeof alias === "string" ? alias.split("::").at(-1) : alias.name;
}
