//! Johnson's relative weights (Multivariate Behavioral Research 35, 2000).

use super::Game;
use crate::gram::COLLINEAR;
use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// The relative weight of each column, in R² units.
///
/// With the correlations R = V·D·Vᵀ of the columns, Λ = V·√D·Vᵀ relates them to their nearest orthogonal set;
/// β = Λ⁻¹·r are that set's weights for the judgement, and a column's relative weight is Σ_k λ_jk²·β_k². Directions
/// that collinear columns leave empty have no weight.
pub(super) fn weights(game: &Game) -> Vec<f64> {
    let columns = game.width - 1;
    if columns == 0 {
        return Vec::new();
    }
    let at = |row: usize, column: usize| game.correlations[row * game.width + column];
    let SymmetricEigen { eigenvectors, eigenvalues } =
        SymmetricEigen::new(DMatrix::from_fn(columns, columns, at));
    let roots = eigenvalues.map(|value| if value > COLLINEAR { value.sqrt() } else { 0.0 });
    let inverses = roots.map(|root| if root > 0.0 { 1.0 / root } else { 0.0 });
    let with_target = DVector::from_fn(columns, |row, _| at(row, columns));
    let nearest = &eigenvectors * DMatrix::from_diagonal(&roots) * eigenvectors.transpose();
    let weights = &eigenvectors * DMatrix::from_diagonal(&inverses) * eigenvectors.transpose() * with_target;
    let squares = weights.map(|weight| weight * weight);
    (nearest.map(|value| value * value) * squares).iter().copied().collect()
}
