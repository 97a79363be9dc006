import type { Matrix } from "../../segmentation";

/** The guide's worked example (section 4.4) as a matrix. */
export const workedExample: Matrix = {
  application: "orders",
  owner: "App Team Orders",
  groups: [
    { name: "peer-devops" },
    { name: "peer-support", shared: true },
    { name: "svc-orders-web" },
    { name: "svc-orders-app" },
    { name: "svc-orders-db" },
    { name: "svc-monitoring", shared: true },
    { name: "svc-dns", addresses: ["10.10.0.10", "10.10.0.11"] },
  ],
  flows: [
    {
      name: "users-to-web",
      from: ["peer-devops", "peer-support"],
      to: ["svc-orders-web"],
      allow: "tcp/443",
      because: "Staff use the web front end",
    },
    {
      name: "web-to-app",
      from: ["svc-orders-web"],
      to: ["svc-orders-app"],
      allow: "tcp/8443",
      because: "The front end calls the back end",
    },
    {
      name: "app-to-db",
      from: ["svc-orders-app"],
      to: ["svc-orders-db"],
      allow: "tcp/5432",
      because: "The back end keeps orders",
    },
    {
      name: "monitoring",
      from: ["svc-monitoring"],
      to: ["svc-orders-web", "svc-orders-app", "svc-orders-db"],
      allow: "tcp/9100,9200",
      because: "Metrics",
    },
    {
      name: "dns",
      from: [
        "peer-devops",
        "peer-support",
        "svc-orders-web",
        "svc-orders-app",
        "svc-orders-db",
        "svc-monitoring",
      ],
      to: ["svc-dns"],
      allow: "udp+tcp/53",
      because: "Name resolution",
    },
  ],
  never: [
    {
      from: "peer-*",
      to: "svc-*-db",
      because: "No device talks to the database",
      owner: "Security",
    },
    { from: "svc-*-db", to: "svc-*-web", because: "Databases do not initiate" },
    { from: "svc-*-db", to: "svc-*-app", because: "Databases do not initiate" },
    { from: "peer-support", to: "svc-*-app", because: "Support uses the front end" },
  ],
};
