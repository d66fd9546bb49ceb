//! The mathematics of a hall: who is called next, and how long the others will wait. Pure and seeded.
