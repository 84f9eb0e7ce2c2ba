/** 0x0002 heartbeat and 0x0003 log-out: no body. Source: JT/T 808-2019 8.5, 8.11. */
export const HEARTBEAT = 0x0002;
export const LOG_OUT = 0x0003;
