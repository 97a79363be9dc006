/**
 * (b) The same groups and policies the way tutorials write a dynamic provider: a class whose
 * methods call axios, serialised with everything that it captures; one request per read.
 */
import * as pulumi from "@pulumi/pulumi";
import axios from "axios";

const size = Number(process.env.BENCH_SIZE);

interface GroupInputs {
  name: string;
}

class GroupProvider implements pulumi.dynamic.ResourceProvider {
  async create(inputs: GroupInputs): Promise<pulumi.dynamic.CreateResult> {
    const response = await axios.post<{ id: string }>(
      `${process.env.NB_MANAGEMENT_URL}/api/groups`,
      { name: inputs.name },
      { headers: { Authorization: `Token ${process.env.NB_PAT}` } },
    );
    return { id: response.data.id, outs: inputs };
  }

  async read(id: string, props: GroupInputs): Promise<pulumi.dynamic.ReadResult> {
    const response = await axios.get<GroupInputs>(
      `${process.env.NB_MANAGEMENT_URL}/api/groups/${id}`,
      { headers: { Authorization: `Token ${process.env.NB_PAT}` } },
    );
    return { id, props: { ...props, name: response.data.name } };
  }

  async update(
    id: string,
    _olds: GroupInputs,
    news: GroupInputs,
  ): Promise<pulumi.dynamic.UpdateResult> {
    await axios.put(
      `${process.env.NB_MANAGEMENT_URL}/api/groups/${id}`,
      { name: news.name },
      { headers: { Authorization: `Token ${process.env.NB_PAT}` } },
    );
    return { outs: news };
  }

  async delete(id: string): Promise<void> {
    await axios.delete(`${process.env.NB_MANAGEMENT_URL}/api/groups/${id}`, {
      headers: { Authorization: `Token ${process.env.NB_PAT}` },
    });
  }
}

interface PolicyInputs {
  name: string;
  description: string;
  protocol: string;
  ports: string[];
  sources: string[];
  destinations: string[];
}

class PolicyProvider implements pulumi.dynamic.ResourceProvider {
  body(inputs: PolicyInputs): object {
    const { name, description, protocol, ports, sources, destinations } = inputs;
    const rule = {
      name,
      enabled: true,
      action: "accept",
      bidirectional: false,
      protocol,
      ports,
      sources,
      destinations,
    };
    return { name, description, enabled: true, rules: [rule] };
  }

  async create(inputs: PolicyInputs): Promise<pulumi.dynamic.CreateResult> {
    const response = await axios.post<{ id: string }>(
      `${process.env.NB_MANAGEMENT_URL}/api/policies`,
      this.body(inputs),
      { headers: { Authorization: `Token ${process.env.NB_PAT}` } },
    );
    return { id: response.data.id, outs: inputs };
  }

  async read(id: string, props: PolicyInputs): Promise<pulumi.dynamic.ReadResult> {
    const response = await axios.get<{ name: string; description: string }>(
      `${process.env.NB_MANAGEMENT_URL}/api/policies/${id}`,
      { headers: { Authorization: `Token ${process.env.NB_PAT}` } },
    );
    const { name, description } = response.data;
    return { id, props: { ...props, name, description } };
  }

  async update(
    id: string,
    _olds: PolicyInputs,
    news: PolicyInputs,
  ): Promise<pulumi.dynamic.UpdateResult> {
    await axios.put(`${process.env.NB_MANAGEMENT_URL}/api/policies/${id}`, this.body(news), {
      headers: { Authorization: `Token ${process.env.NB_PAT}` },
    });
    return { outs: news };
  }

  async delete(id: string): Promise<void> {
    await axios.delete(`${process.env.NB_MANAGEMENT_URL}/api/policies/${id}`, {
      headers: { Authorization: `Token ${process.env.NB_PAT}` },
    });
  }
}

class Group extends pulumi.dynamic.Resource {
  constructor(name: string, args: GroupInputs) {
    super(new GroupProvider(), name, args);
  }
}

class Policy extends pulumi.dynamic.Resource {
  constructor(name: string, args: { [Key in keyof PolicyInputs]: pulumi.Input<unknown> }) {
    super(new PolicyProvider(), name, args);
  }
}

const groups = Array.from(
  { length: size },
  (_, i) => new Group(`group-${i}`, { name: `svc-bench${i}-web-prod` }),
);

groups.forEach((group, i) => {
  new Policy(`policy-${i}`, {
    name: `bench-${i}`,
    description: `Benchmark policy ${i}`,
    protocol: "tcp",
    ports: ["443"],
    sources: [group.id],
    destinations: [groups[(i + 1) % size]!.id],
  });
});
