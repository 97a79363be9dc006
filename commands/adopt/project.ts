/** What a folder needs beside the program, so that `npm install` and `pulumi up` work in it. */
import { packageVersion } from "../cli/package";

/** `Pulumi.yaml` */
export function projectFile(name: string): string {
  return `name: ${name}\nruntime: nodejs\ndescription: A NetBird account, adopted\n`;
}

/** `package.json` */
export function packageFile(name: string): string {
  const dependencies = {
    "@pulumi/pulumi": "^3.216.0",
    "pulumi-netbird": `^${packageVersion()}`,
  };
  return `${JSON.stringify({ name, private: true, dependencies }, undefined, 2)}\n`;
}
