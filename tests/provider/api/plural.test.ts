import { plural } from "../../../provider/api/plural";
import * as objects from "../../../provider";
import { kindsIn } from "../../../provider/lifecycle/kind";

test("what is listed is called by its plural, for every kind", () => {
  const titles = kindsIn(objects).map(({ title }) => plural(title));
  expect([...new Set(titles)].sort()).toEqual([
    "DNS records",
    "DNS settings",
    "DNS zones",
    "account settings",
    "event streamings",
    "groups",
    "identity providers",
    "identity syncs",
    "nameserver groups",
    "network resources",
    "network routers",
    "networks",
    "peers",
    "personal access tokens",
    "policies",
    "posture checks",
    "routes",
    "setup keys",
    "users",
  ]);
});
