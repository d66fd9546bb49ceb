// Small line icons of the sixteen touchpoints, on a 24 × 24 field; unknown touchpoints have none.
export const icons = {
  locate: "M12 21c-4-5-6.5-8-6.5-11.5a6.5 6.5 0 0 1 13 0C18.500 13 16 16 12 21ZM12 7.500a2 2 0 1 0 .01 0",
  arrive: "M6 21V4h11l-2.500 3.500L17 11H6",
  storefront: "M4 10v10h16V10M3 10l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0ZM10 20v-5h4v5",
  enter: "M13 4h6v16h-6M4 12h10M10.500 8.500 14 12l-3.500 3.500",
  environment: "M6 11V7a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v4M4 11a2 2 0 0 1 2 2v2h12v-2a2 2 0 1 1 4 0v6H2v-6a2 2 0 0 1 2-2ZM5 19v2M19 19v2",
  wander: "M4 17c3 0 3-4 6-4s2 5 5 5 2-9 0-11-5 0-4 2 5 2 9 0",
  consult: "M4 5h16v11h-9l-4 4v-4H4ZM9.800 9.200a2.200 2.200 0 1 1 3 2c-.6.3-.8.6-.8 1.200M12 13.900v.1",
  experience: "M7 3h10v18H7ZM10.500 18h3M12 7.500l1 2 2 1-2 1-1 2-1-2-2-1 2-1Z",
  self_service: "M5 4h14v10H5ZM9 14v6M15 14v6M7 20h10M9 8h6M9 11h3",
  purchase: "M5 8h14l-1 12H6ZM9 8V7a3 3 0 0 1 6 0v1",
  queue: "M5 6.500a1.700 1.700 0 1 0 .01 0M12 6.500a1.700 1.700 0 1 0 .01 0M19 6.500a1.700 1.700 0 1 0 .01 0M2.500 18v-3a2.500 2.500 0 0 1 5 0v3M9.500 18v-3a2.500 2.500 0 0 1 5 0v3M16.500 18v-3a2.500 2.500 0 0 1 5 0v3",
  transact_talk: "M3 4h11v8H8l-3 3v-3H3ZM17 9h4v8h-2v3l-3-3h-6v-2",
  transact_wait: "M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9",
  transact_result: "M12 3.500a8.500 8.500 0 1 0 .01 0M8 12.300l3 3 5.500-6",
  objection: "M4 5h16v11h-9l-4 4v-4H4ZM12 7.500v4M12 13.600v.1",
  leave: "M11 4H5v16h6M9 12h11M16.500 8.500 20 12l-3.500 3.500",
};
