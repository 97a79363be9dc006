import { setTimeout as pause } from "node:timers/promises";
import axios from "axios";
import type { AxiosError, AxiosInstance, AxiosRequestConfig, AxiosResponse } from "axios";
import axiosRetry, { retryAfter } from "axios-retry";
import pLimit from "p-limit";
import type { Configuration } from "./configuration";
import { ApiError } from "./errors";
import type { ApiCall } from "./errors";
import { asksTooMuchPatience, describeFailure, mayHaveActed } from "./failures";
import { protect } from "./redact";

/** What a server answered: JSON, or something that is not. */
export type Body = { json: unknown } | { text: string };

/**
 * Requests that may be under way at once, over all accounts of this process: as many operations as the
 * engine does at once by default on four cores.
 */
const concurrentRequests = 16;

/** Tries after the first one when a server asks for patience (429, 503). */
const patientRetries = 10;

/** Tries after the first one for other passing faults. */
const hastyRetries = 3;

/** Network errors before a request is sent that may be gone at the next try. */
const passing = ["ECONNREFUSED", "EAI_AGAIN"];

const longestDelay = 30_000;

const slots = pLimit(concurrentRequests);

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Speaks to one NetBird management API: JSON in, JSON out, every failure an {@link ApiError}. */
export class Client {
  private readonly http: AxiosInstance;

  constructor(private readonly configuration: Configuration) {
    protect(configuration.token);
    this.http = axios.create({
      baseURL: configuration.managementUrl,
      timeout: configuration.timeout,
      headers: { Authorization: `Token ${configuration.token}`, Accept: "application/json" },
      responseType: "text",
      transformResponse: [decode],
      // Following a redirect would turn a POST into a GET, and could hand the token to another host.
      maxRedirects: 0,
    });
    axiosRetry(this.http, {
      retries: patientRetries,
      shouldResetTimeout: true,
      retryCondition: (error) =>
        isWorthRetrying(error, error.config?.["axios-retry"]?.retryCount ?? 0),
      retryDelay: (attempt, error) => this.delay(attempt, error),
      validateResponse: isUsable,
    });
  }

  get(path: string, call: ApiCall): Promise<unknown> {
    return this.request("GET", path, call);
  }

  post(path: string, body: unknown, call: ApiCall): Promise<unknown> {
    return this.request("POST", path, call, body);
  }

  /**
   * Replaces an object. What others write while we wait for another try would be undone by the
   * body of the first one, so that each try asks for a body of its own.
   */
  async put(path: string, body: () => Promise<object>, call: ApiCall): Promise<unknown> {
    for (let retries = 0; ; retries++) {
      // Not within a slot: reading anew takes one itself.
      const data = await body();
      try {
        return await slots(() => this.send("PUT", path, data, { "axios-retry": { retries: 0 } }));
      } catch (error) {
        if (retries === patientRetries || !isWorthRetrying(error as AxiosError, retries)) {
          throw this.apiError(call, error);
        }
        await pause(this.delay(retries + 1, error as AxiosError));
      }
    }
  }

  delete(path: string, call: ApiCall): Promise<unknown> {
    return this.request("DELETE", path, call);
  }

  private async request(
    method: Method,
    path: string,
    call: ApiCall,
    data?: unknown,
  ): Promise<unknown> {
    try {
      return await slots(() => this.send(method, path, data));
    } catch (error) {
      throw this.apiError(call, error);
    }
  }

  private async send(
    method: Method,
    path: string,
    data: unknown,
    options?: AxiosRequestConfig,
  ): Promise<unknown> {
    const url = `/api${path}`;
    const response = await this.http.request<Body>({ ...options, method, url, data });
    return (response.data as { json: unknown }).json;
  }

  /** The axios error is not kept as a cause: its request headers hold the token. */
  private apiError(call: ApiCall, error: unknown): ApiError {
    return new ApiError(call, describeFailure(error as AxiosError<Body>, this.configuration));
  }

  private delay(attempt: number, error: AxiosError): number {
    return Math.max(retryAfter(error), backoff(attempt, this.configuration.firstPause));
  }
}

/** Keeps the answer as it is: what is not JSON (a proxy's page, say) is part of the error message. */
function decode(data: unknown): Body {
  const text = typeof data === "string" ? data : "";
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return { text };
  }
}

function isUsable(response: AxiosResponse<Body>): boolean {
  return response.status >= 200 && response.status < 300 && "json" in response.data;
}

/**
 * Whether the same request may be sent again. 429 promises that nothing was done. Other passing
 * faults are retried only where a repetition does no harm; a POST is for the caller, who can look
 * whether the object appeared. That goes for 503, too: NetBird itself never answers so, and a proxy
 * does it also when the connection broke after it had passed the request on. A 500 on a write is
 * NetBird's answer to some bad input.
 */
function isWorthRetrying(error: AxiosError, retries: number): boolean {
  if (asksTooMuchPatience(error)) return false;
  const status = error.response?.status;
  const method = error.config?.method?.toUpperCase();
  if (status === 429 || (status === 503 && method !== "POST")) return true;
  if (retries >= hastyRetries) return false;
  if (status === undefined && !mayHaveActed(error)) return passing.includes(error.code ?? "");
  if (method === "POST") return false;
  if (status === 500) return method === "GET";
  return status === undefined || status >= 502 || (status >= 200 && status < 300);
}

/** Exponential with jitter: about 0.25 s, 0.5 s, 1 s … up to 30 s. */
function backoff(attempt: number, first: number): number {
  return Math.min(longestDelay, first * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
}
