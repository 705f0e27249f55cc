import { configure } from "@testing-library/react";

// Its own second is not enough where the machine stands still for as long.
configure({ asyncUtilTimeout: 20_000 });
