//! Sums of cross-products: all that least squares needs to know of the rows.
